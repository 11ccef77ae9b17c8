import { type ImageName, imagesOf, parseImage } from '../../compare/images.ts';
import { listFirst } from '../differences.ts';
import type { Rule } from '../rule.ts';

const mutableTags = new Set(
  'latest main master stable edge nightly dev develop development head canary rolling current staging'.split(
    ' ',
  ),
);

const hasMutableTag = ({ tag = '', digest }: ImageName) =>
  digest === undefined && mutableTags.has(tag.toLowerCase());

/** A new image is named without its digest, so that other bytes may run later under the same tag. */
export const imageNotLocked: Rule = ({ before, after }) => {
  const old = before === undefined ? new Map<string, string>() : imagesOf(before);
  const images = after === undefined ? [] : [...imagesOf(after)];
  const unlocked = images.filter(
    ([name, image]) => old.get(name) !== image && parseImage(image).digest === undefined,
  );
  if (unlocked.length === 0) return [];
  const mutable = unlocked.filter(([, image]) => hasMutableTag(parseImage(image)));
  const names = (mutable.length > 0 ? mutable : unlocked).map(([name, image]) => `${name}: ${image}`);
  return [
    {
      severity: 'caution',
      reason: `${listFirst(names)}: ${mutable.length > 0 ? 'the tag usually moves' : 'no digest'}, so another image may run after a restart`,
      hint: 'publish the chart with its images locked, or add the digest after the tag',
    },
  ];
};
