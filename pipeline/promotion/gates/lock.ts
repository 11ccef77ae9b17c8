import type { Release } from '../../chart/release.ts';
import { formatReference } from '../../oci/reference.ts';
import type { Judged } from './candidate.ts';
import type { Finding } from './finding.ts';

type Image = NonNullable<Release['images']>[number];

/** How many are named one by one. */
const named = 5;

const describe = ({ repository, tag, digest, tagged }: Image): string => {
  const name = formatReference({ ...repository, tag });
  return tagged === undefined
    ? `${name} is not there`
    : `${name} is ${tagged} now, and the chart locks ${digest}`;
};

/** The chart fixes its images, and each one's tag is still what it fixed (faults 6 and 13). */
export function judgeLock({ release: { images } }: Judged): Finding {
  const gate = 'lock';
  if (images === undefined) {
    const hint = 'publish it with its lock: pipeline chart publish';
    return { gate, verdict: 'refused', what: 'the chart does not fix its images', hint };
  }
  const broken = images.filter(({ tagged, digest }) => tagged !== digest);
  if (broken.length === 0)
    return { gate, verdict: 'passed', what: `${images.length} images are what the chart locks` };
  const more = broken.length > named ? [`and ${broken.length - named} more`] : [];
  const moved = broken.filter(({ tagged }) => tagged !== undefined);
  return {
    gate,
    verdict: 'refused',
    what: [...broken.slice(0, named).map(describe), ...more].join('; '),
    hint:
      moved.length > 0
        ? 'an image was moved: find out who did, and release a new version'
        : 'give the images the tag of the version: pipeline images promote; or find out who deleted it',
  };
}
