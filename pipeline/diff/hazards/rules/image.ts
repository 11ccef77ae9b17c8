import { type ImageName, imagesOf, parseImage } from '../../compare/images.ts';
import { listFirst } from '../differences.ts';
import type { Rule } from '../rule.ts';

const mutableTags = new Set(
  'latest main master stable edge nightly dev develop development head canary rolling current staging'.split(
    ' ',
  ),
);

const isMutable = ({ tag = '', digest }: ImageName) =>
  digest === undefined && mutableTags.has(tag.toLowerCase());

/** New images that may be others tomorrow: by a tag that is made to move, or by any tag that is not locked. */
export const imageNotLocked: Rule = ({ before, after }) => {
  const old = before === undefined ? new Map<string, string>() : imagesOf(before);
  const images = after === undefined ? [] : [...imagesOf(after)];
  const loose = images.filter(
    ([name, image]) => old.get(name) !== image && parseImage(image).digest === undefined,
  );
  if (loose.length === 0) return [];
  const moving = loose.filter(([, image]) => isMutable(parseImage(image)));
  const names = (moving.length > 0 ? moving : loose).map(([name, image]) => `${name}: ${image}`);
  return [
    {
      severity: 'caution',
      reason: `${listFirst(names)}: ${moving.length > 0 ? 'the tag is made to move' : 'no digest'}, so another image may run after a restart`,
      hint: 'publish the chart with its images locked, or write the digest behind the tag',
    },
  ];
};
