import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { folderWith } from '../support/folder.ts';

const rooms = [
  'charts-synth',
  'environments',
  'model',
  'stack',
  'helm',
  'Pulumi.yaml',
  'Pulumi.demo-staging.yaml',
];
const stackFile = (version: string) => `config:\n  serviceradar:version: ${version}\n`;

/** A copy of the project with these files replaced. */
function copyWith(files: Readonly<Record<string, string>>): string {
  const folder = folderWith({ 'package.json': '{"type":"module"}' });
  for (const room of rooms) cpSync(room, join(folder, room), { recursive: true });
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  return folder;
}

function run(folder: string, command: string, ...args: string[]) {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8', env });
  return { status, stdout, stderr };
}

const synthesize = (folder: string) => run(folder, process.execPath, 'charts-synth/main.ts');

describe('charts-synth/main.ts as a process', () => {
  it('writes the objects and the Helm values of each environment, and prints nothing', () => {
    const folder = copyWith({ 'Pulumi.demo.yaml': stackFile('1.0.76') });
    expect(synthesize(folder)).toEqual({ status: 0, stdout: '', stderr: '' });
    const written = readdirSync(join(folder, 'dist'), { recursive: true, encoding: 'utf8' }).sort();
    expect(written).toEqual([
      'demo',
      'demo-staging',
      'demo-staging/AppProject.serviceradar-demo-staging.yaml',
      'demo-staging/Application.serviceradar-demo-staging.yaml',
      'demo-staging/ConfigMap.argocd-notifications-cm.yaml',
      'demo-staging/Namespace.demo-staging.yaml',
      'demo-staging/NetworkPolicy.keep-environments-apart.yaml',
      'demo-staging/Secret.argocd-notifications-secret.yaml',
      'demo-staging/values.yaml',
      'demo/AppProject.serviceradar-demo-prod.yaml',
      'demo/Application.serviceradar-demo-prod.yaml',
      'demo/ConfigMap.argocd-notifications-cm.yaml',
      'demo/Namespace.demo.yaml',
      'demo/NetworkPolicy.keep-environments-apart.yaml',
      'demo/Secret.argocd-notifications-secret.yaml',
      'demo/values.yaml',
    ]);
    expect(readFileSync(join(folder, 'dist/demo/values.yaml'), 'utf8')).toContain('imageTag: v1.0.76\n');
  });

  it('prints one message about a version that YAML reads as a number, and writes nothing', () => {
    const folder = copyWith({ 'Pulumi.demo.yaml': stackFile('1.10') });
    expect(synthesize(folder)).toEqual({
      status: 2,
      stdout: '',
      stderr:
        'Pulumi.demo.yaml: serviceradar:version: 1.10 is not a text in YAML\n    write it in quotes: "1.10"\n',
    });
    expect(existsSync(join(folder, 'dist'))).toBe(false);
  });

  it('prints the faults of all environments together', () => {
    const folder = copyWith({
      'Pulumi.demo-staging.yaml': stackFile('2024-01-01'),
      'Pulumi.demo.yaml': stackFile('latest'),
    });
    const { status, stderr } = synthesize(folder);
    expect(status).toBe(2);
    expect(stderr.split('\n').filter((line) => line.startsWith('Pulumi.'))).toEqual([
      'Pulumi.demo-staging.yaml: serviceradar:version: 2024-01-01 is not a text in YAML',
      'Pulumi.demo.yaml: version: "latest" is not a version',
    ]);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(existsSync(join(folder, 'dist'))).toBe(false);
  });

  it("keeps what was synthesized before if a stack's file is missing", () => {
    const folder = copyWith({});
    const before = copyWith({ 'Pulumi.demo.yaml': stackFile('1.0.76') });
    synthesize(before);
    cpSync(join(before, 'dist'), join(folder, 'dist'), { recursive: true });
    const { status, stderr } = synthesize(folder);
    expect(status).toBe(2);
    expect(stderr).toMatch(/Pulumi\.demo\.yaml: there is no such file\n {4}each environment has one/);
    expect(readFileSync(join(folder, 'dist/demo/values.yaml'), 'utf8')).toContain('v1.0.76');
  });

  it('is run by `cdk8s synth`, which shows its message, ends with its exit code, and writes nothing', () => {
    const folder = copyWith({
      'Pulumi.demo.yaml': stackFile('v1.0.76'),
      'cdk8s.yaml': readFileSync('cdk8s.yaml', 'utf8'),
    });
    const { status, stderr } = run(folder, 'node_modules/.bin/cdk8s', 'synth');
    expect(status).toBe(1);
    expect(stderr).toContain(
      'Pulumi.demo.yaml: version: "v1.0.76" is not a plain version (no v, no spaces)\n',
    );
    expect(existsSync(join(folder, 'dist'))).toBe(false);
  });
});
