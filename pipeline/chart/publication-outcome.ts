import { formatReference } from '../oci/reference.ts';
import { type Outcome, printProgress, table } from '../outcome.ts';
import type { Publication } from './publish.ts';

/** What `pipeline chart publish` prints of a publication. */
export function publicationOutcome(
  { reference, digest, version, images, published, inValues }: Publication,
  { dryRun = false }: { readonly dryRun?: boolean },
): Outcome {
  if (!inValues)
    printProgress(
      'The chart has no map image.digests in its values: only its annotation fixes the images, not what runs.',
    );
  const listed = images.map(({ name, repository, tag, digest: imageDigest }) => ({
    name,
    reference: formatReference({ ...repository, tag }),
    digest: imageDigest,
  }));
  const rows = listed.map((image) => [image.name, image.reference, image.digest]);
  const unpublished = dryRun ? 'not pushed, a dry run' : 'is there already, the same';
  return {
    text: `${reference}@${digest}: ${published ? 'published' : unpublished}\n\n${table(['image', 'reference', 'digest'], rows)}`,
    data: { reference, digest, version, images: listed, published },
  };
}
