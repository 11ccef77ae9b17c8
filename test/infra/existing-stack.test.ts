import { describe, expect, it } from '@jest/globals';
import { pipeline } from '../../environments/index.ts';
import { reachable, runStack } from '../support/pulumi-run.ts';
import { demo } from '../support/stacks.ts';
import { existingState } from './existing-stack.ts';

const values = { registryUser: '', registryPassword: '', gitHubToken: '', gitHubUrl: '', kubeconfig: '' };

describe('a stack that an earlier version of the program deployed', () => {
  it('keeps the URN of every resource, so that nothing is replaced or deleted', async () => {
    const before = existingState(values)
      .deployment.resources.map(({ urn }) => urn.split('::').slice(2).join('::'))
      .filter((urn) => !urn.startsWith('pulumi:pulumi:Stack'));
    const { resources } = await runStack(pipeline, 'demo', reachable, demo);
    expect(resources.map(({ shortUrn }) => shortUrn).toSorted()).toEqual(before.toSorted());
  });
});
