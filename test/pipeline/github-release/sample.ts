import type { Digest } from '../../../model/digest.ts';
import type { NotesSource } from '../../../pipeline/github-release/notes.ts';
import type { ReleaseFacts } from '../../../pipeline/github-release/release-facts.ts';
import { digestOf } from '../../../pipeline/oci/digest.ts';
import { bytesOf } from '../oci/support/content.ts';

export const commit = 'a1b2c3d'.padEnd(40, '0');
const digest = (text: string): Digest => digestOf(bytesOf(text));

/** Release 1.1.0 of the shop. */
export const releaseFacts: ReleaseFacts = {
  version: '1.1.0',
  commit,
  channel: 'release',
  chart: { reference: 'registry.example/charts/storefront:1.1.0', digest: digest('chart') },
  images: ['web', 'worker'].map((name) => ({
    name,
    reference: `registry.example/shop/${name}:v1.1.0`,
    digest: digest(name),
    tags: ['1.1.0', 'v1.1.0'],
  })),
};

/** The same release on the channel staging. */
export const stagedFacts: ReleaseFacts = {
  ...releaseFacts,
  channel: 'staging',
  images: releaseFacts.images.map((image) => ({
    ...image,
    reference: image.reference.replace(/:v1.1.0$/, ':stg-1.1.0'),
    tags: ['stg-a1b2c3d', 'stg-1.1.0'],
  })),
};

/** The source of a release's notes. */
export const notesOf = (facts: ReleaseFacts, changes: Partial<NotesSource> = {}): NotesSource => ({
  facts,
  changes: { previous: 'v1.0.76', commits: [] },
  hotfix: undefined,
  repositoryUrl: 'https://github.com/acme/shop',
  ...changes,
});
