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

const jsonBytes = (value: unknown): Bytes => new TextEncoder().encode(JSON.stringify(value));
const descriptorOf = (mediaType: string, bytes: Bytes): Descriptor => ({
  mediaType,
  digest: digestOf(bytes),
  size: bytes.byteLength,
});

/** An image layer (a tar archive) with one file, `/build`, that holds the text. */
async function createLayer(text: string): Promise<Bytes> {
  const archive = pack();
  archive.entry({ name: 'build', mtime: new Date(0) }, `${text}\n`);
  archive.finalize();
  return new Uint8Array(await buffer(archive));
}

async function pushPlatform({ repository }: Image, layer: Bytes, architecture: string): Promise<Descriptor> {
  const config = jsonBytes({
    architecture,
    os: 'linux',
    config: { Cmd: ['/build'] },
    rootfs: { type: 'layers', diff_ids: [digestOf(layer)] },
  });
  await client.pushBlob(repository, config);
  const manifest = jsonBytes({
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: descriptorOf('application/vnd.oci.image.config.v1+json', config),
    layers: [descriptorOf('application/vnd.oci.image.layer.v1.tar', layer)],
  });
  await client.putManifest(repository, { mediaType: mediaTypes.manifest, bytes: manifest });
  return { ...descriptorOf(mediaTypes.manifest, manifest), platform: { architecture, os: 'linux' } };
}

async function pushImage(image: Image, tag: string): Promise<void> {
  const layer = await createLayer(`${image.name} ${tag}`);
  await client.pushBlob(image.repository, layer);
  const manifests = [];
  for (const architecture of architectures) manifests.push(await pushPlatform(image, layer, architecture));
  const index = jsonBytes({ schemaVersion: 2, mediaType: mediaTypes.index, manifests });
  await client.putManifest(image.repository, { mediaType: mediaTypes.index, bytes: index }, tag);
}

// Stands in for a build: pushes every image of the application, for two platforms, under the given tag, and prints how
// many there are.
const [tag = ''] = process.argv.slice(2);
const images = imagesOf(pipeline.application);
await pMap(images, (image) => pushImage(image, tag), { concurrency: maxConcurrentRequests });
console.log(images.length);
