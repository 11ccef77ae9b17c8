import { beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { shop } from '../../../examples/acme/environments/application.ts';
import type { Digest } from '../../../model/digest.ts';
import { definePipeline } from '../../../model/pipeline.ts';
import type { Trust } from '../../../model/trust.ts';
import { readEvidence } from '../../../pipeline/evidence/read.ts';
import { createSigner, type EvidenceSigner } from '../../../pipeline/evidence/signer.ts';
import { annotations, bundleType, unsignedType } from '../../../pipeline/evidence/store.ts';
import type { LoadRoot } from '../../../pipeline/evidence/verify.ts';
import { mediaTypes } from '../../../pipeline/oci/media-types.ts';
import { createMemoryRegistry, type MemoryRegistry, status } from '../../support/memory-registry.ts';
import {
  clientOf,
  type PublishedRelease,
  passedIn,
  publishRelease,
  rejectionOf,
} from '../../support/published-release.ts';
import { artifact, bytesOf, descriptorOf, emptyBlob } from '../oci/support/content.ts';
import { createKey } from './release.ts';

const { application } = definePipeline(shop, []);
const [key, stranger] = [createKey(), createKey()];
const trust = [{ key: key.publicKey }];
const mebibyte = 2 ** 20;

let signer: EvidenceSigner | undefined;
let registry: MemoryRegistry;
let release: PublishedRelease;

const noRoot: LoadRoot = async () => {
  throw new Error('the root of Sigstore was loaded');
};
const signerWith = ({ privateKey }: typeof key) => createSigner({ PIPELINE_SIGNING_KEY: privateKey });
const read = (trusted: readonly Trust[] = trust, loadRoot = noRoot) =>
  readEvidence(clientOf(registry), release.repository, release.digest, trusted, loadRoot);
const nothing = { accepted: [], ignored: [] };
const ignoredFor = (digest: Digest, reason: string) => ({ accepted: [], ignored: [{ digest, reason }] });

beforeAll(async () => {
  signer = await signerWith(key);
});
beforeEach(async () => {
  registry = createMemoryRegistry();
  release = await publishRelease(registry, application, '1.0.77');
});

/** The fields of a referrer's manifest, and the type of its one layer. */
interface Referrer {
  readonly artifactType?: string;
  readonly layerType?: string;
  readonly annotations?: Record<string, string>;
  readonly layers?: undefined;
}

/** Attaches any content to the release, as anyone could. @returns the digests of its manifest and its layer */
async function refer(
  layer: Uint8Array<ArrayBuffer>,
  { artifactType = bundleType, layerType = artifactType, ...fields }: Referrer = {},
) {
  const client = clientOf(registry);
  const chart = await client.getManifest({ ...release.repository, digest: release.digest });
  const subject = descriptorOf(chart.mediaType, chart.bytes);
  await Promise.all([emptyBlob, layer].map((blob) => client.pushBlob(release.repository, blob)));
  const { bytes, mediaType } = artifact({}, subject, artifactType);
  const { annotations: _, ...content } = JSON.parse(new TextDecoder().decode(bytes));
  const manifest = { ...content, layers: [descriptorOf(layerType, layer)], ...fields };
  const { digest } = await client.attachReferrer(release.repository, { mediaType, bytes: bytesOf(manifest) });
  return { digest, layer: descriptorOf(layerType, layer).digest };
}

/** The layer in which a statement is stored. */
async function layerOf(digest: Digest) {
  const client = clientOf(registry);
  const { content } = await client.getManifest({ ...release.repository, digest });
  const [layer] = content.layers ?? [];
  if (layer === undefined) throw new Error('it has no layer');
  return { digest: layer.digest, bytes: new Uint8Array(await client.getBlob(release.repository, layer)) };
}

describe('evidence for an environment that trusts a key', () => {
  it('is accepted with its signer when that key signed it', async () => {
    const digest = await release.attach(rejectionOf(release), signer);
    const by = { kind: 'key', fingerprint: expect.stringMatching(/^SHA256:[A-Za-z0-9+/]{43}$/) };
    expect(await read()).toStrictEqual({
      accepted: [{ digest, statement: rejectionOf(release), signer: by }],
      ignored: [],
    });
  });

  it('is ignored when it is not signed', async () => {
    const digest = await release.attach(rejectionOf(release));
    expect(await read()).toEqual(ignoredFor(digest, 'is not signed'));
  });

  it("is ignored when a stranger's key signed it", async () => {
    const digest = await release.attach(rejectionOf(release), await signerWith(stranger));
    expect(await read()).toEqual(ignoredFor(digest, 'is not signed by anyone who is trusted'));
  });

  it('is ignored when its statement was altered after it was signed', async () => {
    const signed = await layerOf(await release.attach(rejectionOf(release), signer));
    const bundle = JSON.parse(new TextDecoder().decode(signed.bytes));
    const payload = Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString();
    bundle.dsseEnvelope.payload = Buffer.from(payload.replace('ada', 'eve')).toString('base64');
    const { digest } = await refer(bytesOf(bundle));
    const { accepted, ignored } = await read();
    expect(accepted.map(({ statement }) => statement)).toEqual([rejectionOf(release)]);
    expect(ignored).toEqual([{ digest, reason: 'is not signed by anyone who is trusted' }]);
  });

  it('is ignored when it is about another release', async () => {
    const signed = await layerOf(await release.attach(passedIn('staging', release), signer));
    release = await publishRelease(registry, application, '1.0.78');
    const { digest } = await refer(signed.bytes);
    expect(await read()).toEqual(ignoredFor(digest, 'is about another release'));
  });

  it('is ignored when it is unsigned but its type is that of a bundle', async () => {
    const { bytes } = await layerOf(await release.attach(rejectionOf(release)));
    const { digest } = await refer(bytes);
    expect((await read()).accepted).toEqual([]);
    expect((await read()).ignored).toContainEqual({ digest, reason: 'is malformed' });
  });

  it('is accepted or ignored statement by statement', async () => {
    await release.attach(passedIn('staging', release), signer);
    await release.attach(rejectionOf(release), signer);
    await release.attach(rejectionOf(release, { reason: 'is ugly' }), await signerWith(stranger));
    const { accepted, ignored } = await read();
    expect(new Set(accepted.map(({ statement }) => statement))).toEqual(
      new Set([passedIn('staging', release), rejectionOf(release)]),
    );
    expect(ignored).toHaveLength(1);
  });
});

describe('evidence for an environment that trusts anyone', () => {
  it('is accepted without a signature, and then has no signer', async () => {
    const digest = await release.attach(rejectionOf(release));
    expect(await read([])).toStrictEqual({
      accepted: [{ digest, statement: rejectionOf(release) }],
      ignored: [],
    });
  });

  it('is accepted whoever signed it, and then has no signer', async () => {
    const digest = await release.attach(rejectionOf(release), await signerWith(stranger));
    expect(await read([])).toStrictEqual({
      accepted: [{ digest, statement: rejectionOf(release) }],
      ignored: [],
    });
  });
});

describe('the root of Sigstore', () => {
  const identity = { issuer: 'https://issuer.example', identity: 'https://github.com/acme/shop' };

  it('is loaded once to verify evidence when an identity is trusted', async () => {
    await release.attach(rejectionOf(release), signer);
    await release.attach(passedIn('staging', release), signer);
    const loadRoot = jest.fn(noRoot);
    await expect(read([identity], loadRoot)).rejects.toThrow('root of Sigstore');
    expect(loadRoot).toHaveBeenCalledTimes(1);
  });

  it('is not loaded when there is nothing to verify', async () => {
    expect(await read([identity])).toEqual(nothing);
  });
});

describe('an artifact that refers to a release', () => {
  it('does not exist at first', async () => {
    expect(await read()).toEqual(nothing);
    expect(await read([])).toEqual(nothing);
  });

  it.each([
    ['it has another artifact type', { artifactType: 'application/spdx+json' }],
    [
      'its predicate type is irrelevant to the gates',
      { annotations: { [annotations.predicateType]: 'https://slsa.dev' } },
    ],
  ])('is not even read when %s', async (_, referrer) => {
    const { digest, layer } = await refer(bytesOf('text'), referrer);
    registry.requests.length = 0;
    expect(await read()).toEqual(nothing);
    expect(registry.requests.filter((line) => line.includes(digest) || line.includes(layer))).toEqual([]);
  });

  it('is neither accepted nor reported when its statement turns out to be irrelevant to the gates', async () => {
    const signed = await layerOf(await release.attach(rejectionOf(release)));
    const statement = JSON.parse(new TextDecoder().decode(signed.bytes));
    await refer(bytesOf({ ...statement, predicateType: 'https://slsa.dev' }), { artifactType: unsignedType });
    expect(await read([])).toMatchObject({ accepted: [{ statement: rejectionOf(release) }], ignored: [] });
  });

  it('is ignored as malformed when its layer is not a bundle', async () => {
    const { digest } = await refer(bytesOf('text'));
    expect(await read()).toEqual(ignoredFor(digest, 'is malformed'));
    expect(await read([])).toEqual(ignoredFor(digest, 'is malformed'));
  });

  it('is ignored as malformed when its statement is in a layer of another type', async () => {
    const { bytes } = await layerOf(await release.attach(rejectionOf(release), signer));
    const { digest } = await refer(bytes, { layerType: 'text/plain' });
    expect((await read()).ignored).toEqual([{ digest, reason: 'is malformed' }]);
  });

  it('is ignored as malformed when it has no layers', async () => {
    const { digest } = await refer(bytesOf('text'), { layers: undefined });
    expect(await read()).toEqual(ignoredFor(digest, 'is malformed'));
  });

  it('is ignored as malformed when the registry returns its manifest as another type', async () => {
    const { digest } = await refer(bytesOf('text'));
    const manifest = await clientOf(registry).getManifest({ ...release.repository, digest });
    const headers = { 'content-type': mediaTypes.index };
    registry.inject(new RegExp(`manifests/${digest}`), () => new Response(manifest.bytes, { headers }));
    expect(await read()).toEqual(ignoredFor(digest, 'is malformed'));
  });

  it('is ignored when it is unsigned text that is not a statement', async () => {
    const { digest } = await refer(bytesOf('text'), { artifactType: unsignedType });
    expect(await read([])).toEqual(ignoredFor(digest, 'is not an in-toto statement'));
  });
});

describe('the layer with a statement', () => {
  const pointedTo = (layer: string) => ({ annotations: { [annotations.layer]: layer } });
  const bytes = async () => (await layerOf(await release.attach(rejectionOf(release), signer))).bytes;

  it('is read by one request when the list of referrers names it', async () => {
    const digest = await release.attach(rejectionOf(release), signer);
    const layer = await layerOf(digest);
    registry.requests.length = 0;
    await read();
    const about = registry.requests.filter((line) => line.includes(digest) || line.includes(layer.digest));
    expect(about).toEqual([
      expect.stringContaining(
        `GET https://registry.acme.example:5000/v2/charts/storefront/blobs/${layer.digest}`,
      ),
    ]);
  });

  it.each([
    ['is absent', () => ({})],
    ['does not name a digest', () => pointedTo('latest 12')],
    ['names only a digest', (digest: string) => pointedTo(digest)],
    ['has a size that is not a number', (digest: string) => pointedTo(`${digest} 12x`)],
    ['has text before the size', (digest: string) => pointedTo(`${digest} x12`)],
    ['has a size of more than nine digits', (digest: string) => pointedTo(`${digest} 1234567890`)],
  ])('is found in the manifest when its annotation %s', async (_, noteFor) => {
    const layer = await bytes();
    release = await publishRelease(registry, application, '1.0.78');
    const { digest } = await refer(layer, noteFor(descriptorOf('', layer).digest));
    expect(await read()).toEqual(ignoredFor(digest, 'is about another release'));
  });

  it('is ignored without being read when the list says that it is larger than 1 MiB', async () => {
    const large = new Uint8Array(mebibyte + 1);
    const note = pointedTo(`${descriptorOf('', large).digest} ${large.byteLength}`);
    for (const referrer of [note, {}]) {
      const { digest, layer } = await refer(large, referrer);
      registry.requests.length = 0;
      expect((await read()).ignored).toContainEqual({ digest, reason: 'is larger than 1 MiB' });
      expect(registry.requests.filter((line) => line.includes(layer))).toEqual([]);
    }
  });

  it('is read when it has exactly 1 MiB', async () => {
    const { digest } = await refer(new Uint8Array(mebibyte));
    expect(await read()).toEqual(ignoredFor(digest, 'is malformed'));
  });

  it('is ignored when it is larger than the list says', async () => {
    const layer = new Uint8Array(10);
    const { digest } = await refer(layer, pointedTo(`${descriptorOf('', layer).digest} 9`));
    expect(await read()).toEqual(ignoredFor(digest, 'is larger than 1 MiB'));
  });

  it('is ignored when its bytes were altered in the registry', async () => {
    const digest = await release.attach(rejectionOf(release), signer);
    registry.alter(release.repository, (await layerOf(digest)).digest, (text) =>
      text.replace('dsse', 'DSSE'),
    );
    expect(await read()).toEqual(ignoredFor(digest, 'does not have the content of its digest'));
  });

  it('is ignored when it or its manifest is missing', async () => {
    const { digest, layer } = await refer(bytesOf('text'));
    registry.deleteContent(release.repository, layer);
    expect(await read()).toEqual(ignoredFor(digest, 'is missing'));
    registry.deleteContent(release.repository, digest);
    expect(await read()).toEqual(ignoredFor(digest, 'is missing'));
  });
});

describe('a registry that fails', () => {
  it.each([
    ['500 even after retries', 500, 'unavailable'],
    ['403', 403, 'denied'],
  ])('with %s is not mistaken for a release without evidence', async (_, code, kind) => {
    await release.attach(rejectionOf(release), signer);
    registry.inject(/\/blobs\//, ...Array(5).fill(status(code)));
    await expect(read()).rejects.toMatchObject({ kind });
  });

  it('to list the referrers is not mistaken for a release without evidence', async () => {
    await release.attach(rejectionOf(release), signer);
    registry.inject(/referrers/, ...Array(5).fill(status(503)));
    await expect(read()).rejects.toMatchObject({ kind: 'unavailable' });
  });
});
