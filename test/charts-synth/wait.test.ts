import { describe, expect, it } from '@jest/globals';
import { waitFor } from '../../charts-synth/wait.ts';
import { pipeline } from '../../environments/index.ts';
import type { Pin } from '../../model/pin.ts';
import { unmetConditions } from '../../rehearsal/play/deployers/conditions.ts';
import { integration, live, only } from '../support/acme.ts';
import { anything, byDigest, digest, exactly, synthesize } from '../support/synthesis.ts';

const settled = [
  'jsonpath={.status.sync.comparedTo.source.name}=values-abc',
  'jsonpath={.status.sync.status}=Synced',
  'jsonpath={.status.health.status}=Healthy',
  'jsonpath={.status.operationState.phase}=Succeeded',
];

const onlyUnpruned =
  "jsonpath={.status[?count($.status.resources[?@.status=='OutOfSync' && !@.requiresPruning])==0]}";

const conditions = (pin: Pin): string[] =>
  JSON.parse(waitFor(only(live({ promotesFrom: undefined })).environment, pin, 'values-abc'));

describe('what `pulumi up` waits for', () => {
  it('is the version, and the status for these values', () => {
    expect(conditions(exactly.pin)).toEqual(['jsonpath={.status.sync.revision}=1.0.76', ...settled]);
  });

  it('is the digest if the pin has one', () => {
    expect(conditions(byDigest.pin)).toEqual([`jsonpath={.status.sync.revision}=${digest}`, ...settled]);
  });

  it('is only the status for these values if the pin is a range', () => {
    expect(JSON.parse(waitFor(only(integration()).environment, anything.pin, 'values-abc'))).toEqual(settled);
  });

  it('is every object except those that would be pruned, if pruning is off', () => {
    const { environment } = only(live({ promotesFrom: undefined, prune: false }));
    const conditions = waitFor(environment, exactly.pin, 'values-abc');
    expect(JSON.parse(conditions)).toEqual(
      ['jsonpath={.status.sync.revision}=1.0.76', ...settled].with(2, onlyUnpruned),
    );
    const unmet = (...resources: object[]) => {
      const sync = {
        revision: '1.0.76',
        status: 'OutOfSync',
        comparedTo: { source: { name: 'values-abc' } },
      };
      const operationState = { phase: 'Succeeded' };
      const status = { sync, resources, health: { status: 'Healthy' }, operationState };
      const metadata = { name: 'shop' };
      return unmetConditions({ apiVersion: 'v1', kind: 'Application', metadata, status }, conditions);
    };
    const extra = { kind: 'ConfigMap', status: 'OutOfSync', requiresPruning: true };
    const stale = { kind: 'Deployment', status: 'OutOfSync' };
    expect(unmet({ kind: 'Deployment', status: 'Synced' }, extra, extra, { kind: 'Job' })).toEqual([]);
    expect(unmet({ kind: 'Deployment', status: 'Synced' }, extra, stale)).toEqual([onlyUnpruned]);
  });

  it("is in the Application's annotation, with the name of its source", () => {
    const application = synthesize(pipeline, 'demo', exactly).find(({ kind }) => kind === 'Application');
    const name = /values-[0-9a-f]{12}/.exec(JSON.stringify(application?.['spec']))?.[0];
    expect(application?.metadata).toMatchObject({
      annotations: {
        'pulumi.com/waitFor': expect.stringContaining(
          `jsonpath={.status.sync.comparedTo.source.name}=${name}`,
        ),
      },
    });
  });
});
