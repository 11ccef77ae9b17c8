import { describe, expect, it } from '@jest/globals';
import { judgeLock } from '../../../../pipeline/promotion/gates/lock.ts';
import { candidate, digest, release } from './candidates.ts';

const [image] = release.images;
if (image === undefined) throw new Error('the release has no image');
const { tagged: _, ...missing } = image;
const moved = { ...image, tagged: digest('moved') };

const judgeImages = (images: typeof release.images) =>
  judgeLock(candidate({ release: { ...release, images } }));

const name = 'ghcr.io/carverauto/serviceradar-core:v1.0.77';
const movedText = `${name} is now ${digest('moved')}, but the chart locks ${image.digest}`;

describe('the lock gate', () => {
  it('passes a release when the tag of each image points to the locked digest', () => {
    expect(judgeImages([image, image])).toStrictEqual({
      gate: 'lock',
      verdict: 'passed',
      what: '2 images are what the chart locks',
    });
  });

  it('refuses a chart that locks no images', () => {
    const { images: __, ...unlocked } = release;
    expect(judgeLock(candidate({ release: unlocked }))).toStrictEqual({
      gate: 'lock',
      verdict: 'refused',
      what: 'the chart does not lock its images',
      hint: 'publish it with its lock: pipeline chart publish',
    });
  });

  it('refuses an image whose tag was moved, and names both digests', () => {
    expect(judgeImages([moved])).toStrictEqual({
      gate: 'lock',
      verdict: 'refused',
      what: movedText,
      hint: 'the tag of an image was moved: find out who moved it, and release a new version',
    });
  });

  it('refuses an image whose tag is missing, and says how to restore it', () => {
    expect(judgeImages([missing])).toStrictEqual({
      gate: 'lock',
      verdict: 'refused',
      what: `${name} is missing`,
      hint: 'tag the images with the version again: pipeline images promote; or find out who deleted them',
    });
  });

  it('does not advise to restore a tag when another image was moved', () => {
    expect(judgeImages([missing, image, moved])).toMatchObject({
      what: `${name} is missing; ${movedText}`,
      hint: expect.stringContaining('find out who moved it'),
    });
  });

  it.each([
    [5, Array(5).fill(movedText)],
    [7, [...Array(5).fill(movedText), 'and 2 more']],
  ])('names at most five of %i moved images, and counts the rest', (count, texts) => {
    expect(judgeImages(Array(count).fill(moved)).what).toBe(texts.join('; '));
  });
});
