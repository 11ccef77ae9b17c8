import { beforeEach, describe, expect, it } from '@jest/globals';
import { pipeline } from '../../../environments/index.ts';
import type { Environment } from '../../../model/environment.ts';
import { findEnvironment } from '../../../model/pipeline.ts';
import { createSigner } from '../../../pipeline/evidence/signer.ts';
import { createClient } from '../../../pipeline/oci/client.ts';
import { judge } from '../../../pipeline/promotion/gates/judge.ts';
import { readCandidate } from '../../../pipeline/promotion/read-candidate.ts';
import { createMemoryRegistry, installFetch, type MemoryRegistry } from '../../support/memory-registry.ts';
import {
  type PublishedRelease,
  passedIn,
  publishRelease,
  rejectionOf,
} from '../../support/published-release.ts';
import { createKey } from '../evidence/release.ts';

const { application } = pipeline;
const demo = findEnvironment(pipeline, 'demo');

let registry: MemoryRegistry;
let release: PublishedRelease;

beforeEach(async () => {
  registry = createMemoryRegistry();
  release = await publishRelease(registry, application, '1.0.77');
  installFetch(registry);
});

/** The verdicts on the release for demo, read from the registry by a new client. */
async function verdicts(environment: Environment = demo) {
  const { version, digest } = release;
  const pin = { kind: 'exact', version, digest } as const;
  const candidate = await readCandidate(
    createClient(),
    { application, environment, pin },
    Promise.resolve([]),
  );
  return Object.fromEntries(judge(candidate).map(({ gate, verdict }) => [gate, verdict]));
}

const proven = { release: 'passed', lock: 'passed', rejection: 'passed', e2e: 'passed' };

describe('a candidate that is read from the registry', () => {
  it('passes the gates when its tests passed in the environment that it comes from', async () => {
    await release.attach(passedIn('demo-staging', release));
    expect(await verdicts()).toEqual(proven);
  });

  it('is refused by the e2e gate when no tests passed', async () => {
    expect(await verdicts()).toEqual({ ...proven, e2e: 'refused' });
  });

  it('is refused when it was rejected', async () => {
    await release.attach(passedIn('demo-staging', release));
    await release.attach(rejectionOf(release));
    expect(await verdicts()).toEqual({ ...proven, rejection: 'refused' });
  });

  it("passes only with evidence that the environment's trusted key signed", async () => {
    const [key, stranger] = [createKey(), createKey()];
    const trusting = { ...demo, trust: [{ key: key.publicKey }] };
    const signerWith = ({ privateKey }: typeof key) => createSigner({ PIPELINE_SIGNING_KEY: privateKey });
    await release.attach(passedIn('demo-staging', release));
    await release.attach(passedIn('demo-staging', release, { actor: 'eve' }), await signerWith(stranger));
    expect(await verdicts(trusting)).toEqual({ ...proven, e2e: 'refused' });
    await release.attach(passedIn('demo-staging', release), await signerWith(key));
    expect(await verdicts(trusting)).toEqual(proven);
  });

  it('is refused when its tag or the tag of an image was moved', async () => {
    await release.attach(passedIn('demo-staging', release));
    const older = await publishRelease(registry, application, '1.0.76');
    const [image] = release.images;
    const [before] = older.images;
    if (image === undefined || before === undefined) throw new Error('the release has no images');
    registry.moveTag({ ...image.repository, tag: 'v1.0.77' }, before.digest);
    expect(await verdicts()).toEqual({ ...proven, lock: 'refused' });
    registry.moveTag({ ...release.repository, tag: '1.0.77' }, older.digest);
    expect(await verdicts()).toEqual({ ...proven, release: 'refused', lock: 'refused' });
  });

  it('is refused when it is not in the registry', async () => {
    registry.deleteContent(release.repository, release.digest);
    registry.deleteTag({ ...release.repository, tag: release.version });
    expect(await verdicts()).toEqual({ release: 'refused' });
  });

  it('is not judged when its content was altered', async () => {
    registry.alter(release.repository, release.digest, (text) => text.replace('1.0.77', '1.0.78'));
    await expect(verdicts()).rejects.toMatchObject({ kind: 'digest-mismatch' });
  });
});
