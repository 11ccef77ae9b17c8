import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';

const file = new URL('../../../.github/workflows/diff.yml', import.meta.url);
const schema = z.object({
  on: z.string(),
  permissions: z.record(z.string(), z.string()),
  jobs: z.object({
    diff: z.object({
      steps: z.array(z.looseObject({ run: z.string().optional(), uses: z.string().optional() })),
    }),
  }),
});

describe('the workflow diff.yml', () => {
  const { on, permissions, jobs } = schema.parse(parse(readFileSync(file, 'utf8')));
  const { steps } = jobs.diff;

  it('uses no GitHub expressions in shell scripts, where a pull request could inject commands', () => {
    const scripts = steps.flatMap(({ run }) => run ?? []);
    expect(scripts.some((script) => script.includes('pipeline diff'))).toBe(true);
    expect(scripts.filter((script) => script.includes('${{'))).toEqual([]);
  });

  it('runs with read permissions, except to comment on the pull request', () => {
    expect(on).toBe('pull_request');
    expect(permissions).toEqual({ contents: 'read', packages: 'read', 'pull-requests': 'write' });
  });

  it('pins every action to the hash of a commit', () => {
    const actions = steps.flatMap(({ uses }) => uses ?? []);
    expect(actions.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(action))).toEqual([]);
  });
});
