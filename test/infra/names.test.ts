import { describe, expect, it } from '@jest/globals';
import { pipeline } from '../../environments/index.ts';
import { reachable, runStack } from '../support/pulumi-run.ts';
import { demo, staging } from '../support/stacks.ts';

describe('the type and name of every resource', () => {
  it.each([
    ['demo-staging', staging],
    ['demo', demo],
  ])(
    'of %s stays the same, because a rename without an alias replaces what is deployed',
    async (stack, given) => {
      const { resources } = await runStack(pipeline, stack, reachable, given);
      expect(
        resources.map(({ type, name, parent }) => `${parent} > ${type} ${name}`).sort(),
      ).toMatchSnapshot();
    },
  );

  it('is unique', async () => {
    const { resources } = await runStack(pipeline, 'demo', reachable, demo);
    const names = resources.map(({ type, name }) => `${type} ${name}`);
    expect(new Set(names).size).toBe(names.length);
  });
});
