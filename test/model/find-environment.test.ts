import { describe, expect, it } from '@jest/globals';
import { pipeline } from '../../environments/index.ts';
import { findEnvironment } from '../../model/pipeline.ts';
import { acme } from '../support/acme.ts';
import { faultsOf } from '../support/faults.ts';

describe('the environment of a stack', () => {
  it("is found by the stack's name", () => {
    expect(findEnvironment(acme(), 'live').application).toBe('shop-live');
  });

  it('is listed among the others when another name is not found', () => {
    expect(faultsOf(() => findEnvironment(acme(), 'prod'))).toEqual([
      {
        what: 'there is no environment "prod"',
        hint: 'the stacks are named after the environments: integration, live',
      },
    ]);
  });

  it('is not found by the name of a property that every object has', () => {
    expect(() => findEnvironment(acme(), 'constructor')).toThrow('there is no environment "constructor"');
  });
});

describe('the environments of this repository', () => {
  it('are demo-staging, which follows a range, and demo, which is promoted from it', () => {
    expect(
      pipeline.environments.map(({ name, application, namespace, follows, promotesFrom }) => ({
        name,
        application,
        namespace,
        follows,
        promotesFrom,
      })),
    ).toEqual([
      {
        name: 'demo-staging',
        application: 'serviceradar-demo-staging',
        namespace: 'demo-staging',
        follows: true,
        promotesFrom: undefined,
      },
      {
        name: 'demo',
        application: 'serviceradar-demo-prod',
        namespace: 'demo',
        follows: false,
        promotesFrom: 'demo-staging',
      },
    ]);
  });
});
