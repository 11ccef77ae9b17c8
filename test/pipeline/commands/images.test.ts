import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { folderWith } from '../../support/folder.ts';
import { runVerb } from '../../support/run-verb.ts';
import { createRepository } from '../version/repository.ts';

// Each test runs several verbs.
jest.setTimeout(30_000);

const noWorkflow = { GITHUB_REF_TYPE: '', GITHUB_REF_NAME: '', GITHUB_OUTPUT: '' };

const images = (cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  runVerb(cwd, ['images', ...args], { ...noWorkflow, ...env });

describe('pipeline images tags', () => {
  it('prints one tag per line, or JSON', async () => {
    const { root, head } = await createRepository();
    const args = ['tags', '--version', '1.0.76', '--branch', 'main'];
    const tags = [`sha-${await head()}`, '1.0.76', 'v1.0.76', 'latest'];
    expect(await images(root, args)).toMatchObject({ exitCode: 0, stdout: tags.join('\n'), stderr: '' });
    expect(JSON.parse((await images(root, [...args, '--json'])).stdout)).toEqual(tags);
  });

  it('uses the branch of a workflow run, but neither its tag nor the version of the checkout', async () => {
    const { root, head } = await createRepository();
    const ofCommit = `sha-${await head()}`;
    const stamped = ['tags', '--version', '1.0.76'];
    const onBranch = { GITHUB_REF_TYPE: 'branch', GITHUB_REF_NAME: 'feat/search' };
    const onTag = { GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'v1.0.76' };
    expect((await images(root, stamped, onBranch)).stdout).toBe(ofCommit);
    expect((await images(root, stamped, onTag)).stdout).toBe(`${ofCommit}\nv1.0.76\nlatest`);
    expect((await images(root, ['tags'], onTag)).stdout).toBe(ofCommit);
  });

  it('adds an output to the existing outputs of a workflow step', async () => {
    const { root, head } = await createRepository();
    const output = join(folderWith({ output: 'before=1\n' }), 'output');
    const args = ['tags', '--version', '1.0.76', '--github-output'];
    const ofCommit = `sha-${await head()}`;
    expect((await images(root, args, { GITHUB_OUTPUT: output })).exitCode).toBe(0);
    await images(root, args, { GITHUB_OUTPUT: output });
    const once = `tags<<(\\S{20,})\n${ofCommit}\nv1\\.0\\.76\nlatest\n`;
    const [, first, second] =
      new RegExp(`^before=1\n${once}\\1\n${once}\\2\n$`).exec(readFileSync(output, 'utf8')) ?? [];
    expect(first).toEqual(expect.any(String));
    expect(second).not.toBe(first);
  });

  it('refuses --github-output outside a workflow step', async () => {
    const { root } = await createRepository();
    const { exitCode, stderr } = await images(root, ['tags', '--github-output']);
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/^GITHUB_OUTPUT: is not set/)]);
  });

  it('refuses to run outside a Git repository', async () => {
    const { exitCode, stderr } = await images(folderWith({}), ['tags']);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('not a git repository')]);
  });
});

describe('pipeline images with texts that a shell, GitHub or git could execute', () => {
  /** Each one creates the file `canary` if it is executed. */
  const dangers = [
    '$(touch canary)',
    '`touch canary`',
    '\u0024{{ touch canary }}',
    "'; touch canary; '",
    'x\ntouch canary\n',
    '--output=canary',
    '-ocanary',
  ];

  it.each(dangers)('treats the branch %j as text', async (danger) => {
    const { root, git, head } = await createRepository();
    const output = join(folderWith({ output: '' }), 'output');
    const args = ['tags', '--version', '1.0.76', '--github-output', '--branch', danger];
    const { exitCode, stdout } = await images(root, args, { GITHUB_OUTPUT: output });
    expect([exitCode, stdout]).toEqual([0, `sha-${await head()}`]);
    expect(readFileSync(output, 'utf8').split('\n')).toHaveLength(4);
    expect(await git('status', '--porcelain')).toBe('');
  });

  it.each(dangers)('refuses the version, commit, digest or tag %j', async (danger) => {
    const { root, git } = await createRepository();
    const commands = [
      ['tags', '--version', danger],
      ['tags', '--commit', danger],
      ['tags', '--digest', danger],
      ['stage', '--version', danger],
      ['stage', '--commit', danger],
      ['stage', '--from', danger],
      ['promote', '--from', 'stg-0123456', '--to', danger],
      ['promote', '--from', danger, '--to', '1.0.76'],
    ];
    for (const command of commands) {
      const { exitCode, stdout, stderr } = await images(root, command);
      expect([command, exitCode, stdout]).toEqual([command, 2, '']);
      expect(stderr).not.toContain('    at ');
    }
    expect(await git('status', '--porcelain')).toBe('');
  });
});
