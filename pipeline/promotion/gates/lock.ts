import type { Release } from '../../chart/release.ts';
import { formatReference } from '../../oci/reference.ts';
import type { JudgedRelease } from './candidate.ts';
import type { Finding } from './finding.ts';

type Image = NonNullable<Release['images']>[number];

/** How many images a message names at most. */
const maxNamed = 5;

const describeImage = ({ repository, tag, digest, tagged }: Image): string => {
  const name = formatReference({ ...repository, tag });
  return tagged === undefined
    ? `${name} is missing`
    : `${name} is now ${tagged}, but the chart locks ${digest}`;
};

/** Passes if the chart locks its images, and the tag of each image still points to the locked digest. */
export function judgeLock({ release: { images } }: JudgedRelease): Finding {
  const gate = 'lock';
  if (images === undefined) {
    const hint = 'publish it with its lock: pipeline chart publish';
    return { gate, verdict: 'refused', what: 'the chart does not lock its images', hint };
  }
  const broken = images.filter(({ tagged, digest }) => tagged !== digest);
  if (broken.length === 0)
    return { gate, verdict: 'passed', what: `${images.length} images are what the chart locks` };
  const more = broken.length > maxNamed ? [`and ${broken.length - maxNamed} more`] : [];
  const moved = broken.filter(({ tagged }) => tagged !== undefined);
  return {
    gate,
    verdict: 'refused',
    what: [...broken.slice(0, maxNamed).map(describeImage), ...more].join('; '),
    hint:
      moved.length > 0
        ? 'the tag of an image was moved: find out who moved it, and release a new version'
        : 'tag the images with the version again: pipeline images promote; or find out who deleted them',
  };
}
