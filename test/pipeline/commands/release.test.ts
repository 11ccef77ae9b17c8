import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { folderWith } from '../../support/folder.ts';
import { createRepository } from '../version/repository.ts';

const main = fileURLToPath(new URL('../../../pipeline/main.js', import.meta.url));

const release = (
  cwd: string,
  args: readonly string[],
  options: { env?: Record<string, string>; input?: string },
) => {
  const env = {
    NODE_NO_WARNINGS: '1',
    GITHUB_TOKEN: '',
    GH_TOKEN: '',
    GITHUB_EVENT_PATH: '',
    ...options.env,
  };
  const { input = '' } = options;
  return execa(process.execPath, [main, 'release', ...args], { cwd, env, input, reject: false, all: true });
};

describe('pipeline release', () => {
  it.each([
    ['create without a token', ['create'], 'GITHUB_TOKEN: is not set'],
    ['dispatch without a token', ['dispatch', '--repository', 'acme/shop'], 'GITHUB_TOKEN: is not set'],
    [
      'create for an unknown channel',
      ['create', '--channel', 'beta'],
      'Allowed choices are staging, release.',
    ],
    [
      'create of an unknown commit',
      ['create', '--commit', '$(touch canary)'],
      '"$(touch canary)" is not a commit',
    ],
    ['dispatch without a repository', ['dispatch'], "required option '--repository <owner/name>'"],
    ['dispatch to an invalid repository', ['dispatch', '--repository', 'acme/..'], 'It is not owner/name.'],
    [
      'dispatch of an event type that is too long',
      ['dispatch', '--repository', 'acme/shop', '--event-type', 'x'.repeat(101)],
      'GitHub takes 1 to 100 characters.',
    ],
    ['receive without an event', ['receive'], 'there is no payload to read'],
    ['receive of a missing file', ['receive', 'none.json'], 'none.json: '],
    ['receive of a file that is not JSON', ['receive', 'VERSION'], 'VERSION: is not JSON'],
  ])('refuses %s with exit code 2 and one message', async (_, args, message) => {
    const { root, git } = await createRepository();
    const { exitCode, all } = await release(root, args, {});
    expect([exitCode, all]).toEqual([2, expect.stringContaining(message)]);
    expect(all).not.toContain('    at ');
    expect(await git('status', '--porcelain')).toBe('');
  });

  it('receives a payload from stdin or the event of a workflow run, and reports all faults', async () => {
    const payload = { version: 'v1', commit: 'x', channel: 'beta', $x: 1 };
    const event = JSON.stringify({ action: 'release', client_payload: payload });
    const folder = folderWith({ 'event.json': event });
    const answers = await Promise.all([
      release(folder, ['receive', '-'], { input: JSON.stringify(payload) }),
      release(folder, ['receive'], { env: { GITHUB_EVENT_PATH: join(folder, 'event.json') } }),
    ]);
    for (const { exitCode, stderr } of answers) {
      expect(exitCode).toBe(2);
      const places = stderr.match(/^client_payload[.a-z]*/gm);
      expect(places?.sort()).toEqual(
        ['', '.channel', '.chart', '.commit', '.images', '.version'].map((key) => `client_payload${key}`),
      );
    }
  });
});
