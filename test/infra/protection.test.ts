import { describe, expect, it } from '@jest/globals';
import { pipeline } from '../../environments/index.ts';
import { acme, integration, live } from '../support/acme.ts';
import { find, reachable, runStack } from '../support/pulumi-run.ts';
import { demo } from '../support/stacks.ts';

describe('the protection of resources', () => {
  const shop = acme(integration(), live({ timeout: '90s' }));
  const given = { config: { version: '2.0.0' }, secrets: { paymentKey: 'k' } };

  it('includes the Application, whose deletion deletes what it deployed', async () => {
    const { resources } = await runStack(shop, 'live', reachable, given);
    expect(find(resources, 'Application', 'Application/shop-live')).toMatchObject({ protect: true });
  });

  it('includes the namespace, which also outlives the stack', async () => {
    const { resources } = await runStack(shop, 'live', reachable, given);
    expect(find(resources, 'Namespace', 'Namespace/shop-live')).toMatchObject({
      protect: true,
      retainOnDelete: true,
    });
  });

  it('includes nothing else', async () => {
    const { resources } = await runStack(pipeline, 'demo', reachable, demo);
    expect(
      resources
        .filter(({ protect }) => protect === true)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['Application/serviceradar-demo-prod', 'Namespace/demo']);
    expect(resources.filter(({ retainOnDelete }) => retainOnDelete === true).map(({ name }) => name)).toEqual(
      ['Namespace/demo'],
    );
  });

  it("is apart from the environment's time limit, which only the Application has, for create and update", async () => {
    const { resources } = await runStack(shop, 'live', reachable, given);
    expect(find(resources, 'Application', 'Application/shop-live').timeouts).toEqual(['90s', '90s']);
    expect(resources.filter(({ timeouts }) => timeouts.length > 0)).toHaveLength(1);
  });
});
