import { formatReference } from '../../oci/reference.ts';
import type { Judged, Release } from '../candidate.ts';
import type { Finding } from '../finding.ts';

type Image = NonNullable<Release['images']>[number];

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
    const mend = 'publish it with its lock: pipeline chart publish';
    return { gate, verdict: 'refused', what: 'the chart does not fix its images', mend };
  }
  const broken = images.filter(({ tagged, digest }) => tagged !== digest);
  if (broken.length === 0)
    return { gate, verdict: 'passed', what: `${images.length} images are what the chart locks` };
  return {
    gate,
    verdict: 'refused',
    what: broken.map(describe).join('; '),
    mend: 'an image was moved or deleted: find out who did, and release a new version',
  };
}
