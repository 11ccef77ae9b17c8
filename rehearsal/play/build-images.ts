import { buffer } from 'node:stream/consumers';
import pMap from 'p-map';
import { pack } from 'tar-stream';
import { pipeline } from '../../environments/index.ts';
import { maxConcurrentRequests } from '../../http/concurrency.ts';
import { type Image, imagesOf } from '../../pipeline/images/images.ts';
import { createClient } from '../../pipeline/oci/client.ts';
import { digestOf } from '../../pipeline/oci/digest.ts';
import type { Descriptor } from '../../pipeline/oci/manifest.ts';
import { mediaTypes } from '../../pipeline/oci/media-types.ts';

type Bytes = Uint8Array<ArrayBuffer>;

const client = createClient();
const architectures = ['amd64', 'arm64'];

const json = (value: unknown): Bytes => new TextEncoder().encode(JSON.stringify(value));
const describe = (mediaType: string, bytes: Bytes): Descriptor => ({
  mediaType,
  digest: digestOf(bytes),
  size: bytes.byteLength,
});

/** A layer with one file, `/build`, that says what was built. */
async function createLayer(text: string): Promise<Bytes> {
  const archive = pack();
  archive.entry({ name: 'build', mtime: new Date(0) }, `${text}\n`);
  archive.finalize();
  return new Uint8Array(await buffer(archive));
}

async function pushPlatform({ repository }: Image, layer: Bytes, architecture: string): Promise<Descriptor> {
  const config = json({
    architecture,
    os: 'linux',
    config: { Cmd: ['/build'] },
    rootfs: { type: 'layers', diff_ids: [digestOf(layer)] },
  });
  await client.pushBlob(repository, config);
  const manifest = json({
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: describe('application/vnd.oci.image.config.v1+json', config),
    layers: [describe('application/vnd.oci.image.layer.v1.tar', layer)],
  });
  await client.putManifest(repository, { mediaType: mediaTypes.manifest, bytes: manifest });
  return { ...describe(mediaTypes.manifest, manifest), platform: { architecture, os: 'linux' } };
}

async function pushImage(image: Image, tag: string): Promise<void> {
  const layer = await createLayer(`${image.name} ${tag}`);
  await client.pushBlob(image.repository, layer);
  const manifests = [];
  for (const architecture of architectures) manifests.push(await pushPlatform(image, layer, architecture));
  const index = json({ schemaVersion: 2, mediaType: mediaTypes.index, manifests });
  await client.putManifest(image.repository, { mediaType: mediaTypes.index, bytes: index }, tag);
}

// What a build does for a commit: every image of the application, for two platforms, under one tag.
const [tag = ''] = process.argv.slice(2);
const images = imagesOf(pipeline.application);
await pMap(images, (image) => pushImage(image, tag), { concurrency: maxConcurrentRequests });
console.log(images.length);
