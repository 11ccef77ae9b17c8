import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { benchCompare } from './compare.ts';
import { benchDiff } from './diff.ts';
import { benchEvidence } from './evidence.ts';
import { benchGate } from './gate.ts';
import { printRatio, printValue, sideBySide } from './measure.ts';
import { benchPreview } from './preview.ts';
import { benchPublish } from './publish.ts';
import { benchRetag } from './retag.ts';

const project = fileURLToPath(new URL('..', import.meta.url));
const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
const node = (...args: string[]) =>
  execa('node', args, { cwd: project, env: { CDK8S_OUTDIR: join(outdir, 'dist') } });

async function benchSynth(): Promise<void> {
  const synth = (app: string) =>
    execa('cdk8s', ['synth', '--app', `node ${app}`, '--output', join(outdir, 'dist')], {
      cwd: project,
      preferLocal: true,
      env: { CDK8S_CHECK_UPGRADE: 'false' },
    });
  const result = await sideBySide(
    () => synth('charts-synth/main.ts'),
    () => synth('bench/bare-app.ts'),
    11,
  );
  printRatio('cdk8s synth of this project to cdk8s synth of a bare app', result, 1.3);
}

async function benchManyEnvironments(): Promise<void> {
  let memory = 0;
  const thousand = async () => {
    memory = Number((await node('bench/many-environments.ts', '1000')).stdout);
  };
  const result = await sideBySide(thousand, () => node('bench/many-environments.ts', '100'), 3);
  printRatio('1,000 environments to 100', result, 11);
  printValue('memory of 1,000 environments', memory, 500, 'MB');
}

async function benchRehearsal(): Promise<void> {
  const started = performance.now();
  const { stdout } = await node('rehearsal/main.ts');
  printValue('a warm rehearsal, all steps', (performance.now() - started) / 1000, 120, 's');
  printValue('its world, started', Number(/✔ world .* (\d+\.\d) s$/m.exec(stdout)?.[1]), 20, 's');
}

try {
  await benchSynth();
  await benchManyEnvironments();
  await benchPreview(5);
  await benchRetag();
  await benchPublish();
  await benchCompare();
  await benchDiff();
  await benchEvidence();
  await benchGate();
  await benchRehearsal();
} finally {
  rmSync(outdir, { recursive: true, force: true });
}
