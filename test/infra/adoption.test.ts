import { describe, expect, it } from '@jest/globals';
import { pipeline } from '../../environments/index.ts';
import { acme, integration, live } from '../support/acme.ts';
import { find, reachable, runStack } from '../support/pulumi-run.ts';
import { demo } from '../support/stacks.ts';

describe('an object that exists already', () => {
  const given = { config: { version: '2.0.0' }, secrets: { paymentKey: 'k' } };
  const adopting = acme(
    integration(),
    live({ adopt: ['Application/shop-live', 'Namespace/shop-live', 'githubEnvironment'] }),
  );

  it('is imported as it is if the environment adopts it', async () => {
    const { resources } = await runStack(adopting, 'live', reachable, given);
    expect(find(resources, 'Application', 'Application/shop-live')).toMatchObject({
      import: 'cd/shop-live',
      ignoreChanges: ['metadata', 'spec', 'data', 'stringData', 'type'],
      protect: true,
      timeouts: ['10m', '10m'],
    });
    expect(find(resources, 'Namespace', 'Namespace/shop-live')).toMatchObject({
      import: 'shop-live',
      ignoreChanges: ['metadata', 'spec', 'data', 'stringData', 'type'],
      protect: true,
      retainOnDelete: true,
    });
    expect(find(resources, 'RepositoryEnvironment', 'live')).toMatchObject({
      import: 'shop:live',
      ignoreChanges: ['*'],
    });
  });

  it('is adopted without the others', async () => {
    const one = acme(integration(), live({ adopt: ['Application/shop-live'] }));
    const { resources } = await runStack(one, 'live', reachable, given);
    expect(resources.filter((resource) => resource.import !== '').map(({ name }) => name)).toEqual([
      'Application/shop-live',
    ]);
  });

  it('cannot be adopted if the environment has no such object', async () => {
    const none = acme(integration(), live({ adopt: ['Application/shop'] }));
    await expect(runStack(none, 'live', reachable, given)).rejects.toThrow(
      'there is no Application/shop in this environment',
    );
  });

  it('cannot be adopted if it is shared with others', async () => {
    const adopt = ['ConfigMap/argocd-notifications-cm'];
    const theirs = acme(integration(), live({ deployEvent: true, adopt }));
    const secrets = { ...given.secrets, deployEventToken: 't' };
    await expect(runStack(theirs, 'live', reachable, { ...given, secrets })).rejects.toThrow(
      'there is no ConfigMap/argocd-notifications-cm in this environment',
    );
  });

  it('is not imported if the environment adopts nothing', async () => {
    const { resources } = await runStack(pipeline, 'demo', reachable, demo);
    expect(resources.flatMap((resource) => [resource.import, ...resource.ignoreChanges]).join('')).toBe('');
  });
});
