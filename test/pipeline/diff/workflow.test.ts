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

describe('the workflow of pull requests', () => {
  const { on, permissions, jobs } = schema.parse(parse(readFileSync(file, 'utf8')));
  const { steps } = jobs.diff;

  it('fault 16: has a shell read nothing that others wrote', () => {
    const scripts = steps.flatMap(({ run }) => run ?? []);
    expect(scripts.some((script) => script.includes('pipeline diff'))).toBe(true);
    expect(scripts.filter((script) => script.includes('${{'))).toEqual([]);
  });

  it('runs with the rights of the pull request, which may comment and nothing else', () => {
    expect(on).toBe('pull_request');
    expect(permissions).toEqual({ contents: 'read', packages: 'read', 'pull-requests': 'write' });
  });

  it('takes every action by the hash of its commit', () => {
    const actions = steps.flatMap(({ uses }) => uses ?? []);
    expect(actions.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(action))).toEqual([]);
  });
});
