import { describe, expect, it } from '@jest/globals';
import { waitFor } from '../../charts-synth/wait.ts';
import { pipeline } from '../../environments/index.ts';
import type { Pin } from '../../environments/pin.ts';
import { integration, live, only } from '../support/acme.ts';
import { anything, byDigest, digest, exactly, synthesize } from '../support/synthesis.ts';

const settled = [
  'jsonpath={.status.sync.comparedTo.source.name}=values-abc',
  'jsonpath={.status.sync.status}=Synced',
  'jsonpath={.status.health.status}=Healthy',
  'jsonpath={.status.operationState.phase}=Succeeded',
];

const conditions = (pin: Pin): string[] =>
  JSON.parse(waitFor(only(live({ promotesFrom: undefined })).environment, pin, 'values-abc'));

describe('what `pulumi up` waits for', () => {
  it('fault 27: is the version, and the status of these values', () => {
    expect(conditions(exactly.pin)).toEqual(['jsonpath={.status.sync.revision}=1.0.76', ...settled]);
  });

  it('fault 27: is the digest where it is pinned', () => {
    expect(conditions(byDigest.pin)).toEqual([`jsonpath={.status.sync.revision}=${digest}`, ...settled]);
  });

  it('is the status of these values alone, for a range', () => {
    expect(JSON.parse(waitFor(only(integration()).environment, anything.pin, 'values-abc'))).toEqual(settled);
  });

  it('is the sync of these values where nothing is pruned, which leaves the Application OutOfSync', () => {
    const { environment } = only(live({ promotesFrom: undefined, prune: false }));
    expect(JSON.parse(waitFor(environment, exactly.pin, 'values-abc'))).toEqual([
      'jsonpath={.status.sync.revision}=1.0.76',
      'jsonpath={.status.sync.comparedTo.source.name}=values-abc',
      'jsonpath={.status.operationState.syncResult.revision}=1.0.76',
      'jsonpath={.status.operationState.syncResult.source.name}=values-abc',
      ...settled.slice(2),
    ]);
  });

  it('is as little as can be known of a Git path where nothing is pruned', () => {
    const git = { repoURL: 'https://git.acme.example/shop', path: 'k8s', tool: 'kustomize' } as const;
    const { environment } = only(live({ promotesFrom: undefined, prune: false, git }));
    expect(JSON.parse(waitFor(environment, exactly.pin, 'values-abc'))).toEqual([
      settled[0],
      ...settled.slice(2),
    ]);
  });

  it('stands in the Application, with the name that its source has', () => {
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
