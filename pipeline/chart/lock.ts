import { isDeepStrictEqual } from 'node:util';
import { isMap, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { z } from 'zod';
import type { Digest } from '../../model/digest.ts';
import { userError } from '../../model/errors.ts';

import { formatReference, parseReference, type Repository } from '../oci/reference.ts';
import { type ChartFiles, readText, withText } from './files/files.ts';
import { readMetadata } from './metadata.ts';

/** One image as a chart fixes it. */
export interface LockedImage {
  readonly name: string;
  readonly repository: Repository;
  /** For the reader; the digest decides. */
  readonly tag: string;
  readonly digest: Digest;
}

/** The convention for a chart's images (Artifact Hub, "Helm annotations"). */
const annotation = 'artifacthub.io/images';

const insert = (text: string, at: number, inserted: string) => text.slice(0, at) + inserted + text.slice(at);

/** A node in block style ends after its last line break, which stays. */
function replace(text: string, node: unknown, by: string): string {
  const [start, end] = rangeOf(node);
  const lineEnd = /\s*$/.exec(text.slice(start, end))?.[0] ?? '';
  return text.slice(0, start) + by + lineEnd + text.slice(end);
}

const pairOf = (map: YAMLMap, key: string): Pair | undefined =>
  map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);

/** Where a node stands in its text. */
const rangeOf = (node: unknown): readonly [number, number] => {
  const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined;
  if (!Array.isArray(range)) throw new Error('the node was not parsed from a text');
  return [range[0], range[1]];
};

const entryOf = ({ name, repository, tag, digest }: LockedImage) => ({
  name,
  image: formatReference({ ...repository, tag, digest }),
});

/** JSON is YAML in one line, so it can stand anywhere without a byte of the rest being touched. */
const inYaml = (value: unknown) => JSON.stringify(value);

const listOf = (images: readonly LockedImage[]) =>
  images.map((image) => `- name: ${inYaml(image.name)}\n  image: ${entryOf(image).image}\n`).join('');

/** Chart.yaml with the annotation, whatever it had of it. */
function annotate(text: string, list: string): string {
  const line = `${annotation}: ${inYaml(list)}`;
  const annotations = parseDocument(text).get('annotations', true);
  if (annotations === undefined) return `${text.replace(/\n?$/, '\n')}annotations:\n  ${line}\n`;
  // The key stands there with nothing in it.
  if (!isMap(annotations)) return replace(text, annotations, ` {${line}} `);
  const present = pairOf(annotations, annotation);
  if (present !== undefined) return replace(text, present.value, inYaml(list));
  const [start] = rangeOf(annotations);
  if (annotations.flow === true) return insert(text, start + 1, `${line}, `);
  const indent = ' '.repeat(start - (text.lastIndexOf('\n', start - 1) + 1));
  return insert(text, start, `${line}\n${indent}`);
}

/** A Chart.yaml may be written in a form that has no such place, as JSON for instance. */
function checkAnnotated(before: string, after: string, list: string): void {
  const [had, has] = [before, after].map((text) => parseDocument(text).toJS());
  if (isDeepStrictEqual(has, { ...had, annotations: { ...had.annotations, [annotation]: list } })) return;
  throw userError('have no place for the lock', {
    where: 'Chart.yaml: annotations',
    hint: 'write a key on each line',
  });
}

/** values.yaml with `image.digests`; undefined where it has no such map. */
function fillDigests(text: string, images: readonly LockedImage[]): string | undefined {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) throw userError(error.message.split('\n')[0] ?? '', { where: 'values.yaml' });
  const digests = document.getIn(['image', 'digests'], true);
  if (!isMap(digests)) return undefined;
  const values = Object.fromEntries(images.map(({ name, digest }) => [name, digest]));
  return replace(text, digests, inYaml(values));
}

/**
 * Fixes the images of a chart: in the annotation `artifacthub.io/images` of Chart.yaml, and in `image.digests` of its
 * values where it has that map. Every other byte stays.
 *
 * @returns the chart with its lock, and whether its values have it too
 * @throws UserError for values that are not YAML, or a Chart.yaml that cannot take the lock
 */
export function lockChart(
  files: ChartFiles,
  images: readonly LockedImage[],
): { readonly files: ChartFiles; readonly inValues: boolean } {
  const chart = readText(files, 'Chart.yaml') ?? '';
  const list = listOf(images);
  const lockedChart = annotate(chart, list);
  checkAnnotated(chart, lockedChart, list);
  const annotated = withText(files, 'Chart.yaml', lockedChart);
  const values = fillDigests(readText(files, 'values.yaml') ?? '', images);
  if (values === undefined) return { files: annotated, inValues: false };
  return { files: withText(annotated, 'values.yaml', values), inValues: true };
}

const lockSchema = z.array(z.looseObject({ name: z.string(), image: z.string() }));

/**
 * The lock of a published chart.
 *
 * @returns undefined where the chart has none
 * @throws UserError for a malformed chart, a lock that is no list of images, or an image without a digest
 */
export function readLock(files: ChartFiles): LockedImage[] | undefined {
  const refuse = (what: string) => userError(what, { where: `Chart.yaml: annotations.${annotation}` });
  const text = readMetadata(files).annotations?.[annotation];
  if (text === undefined) return undefined;
  const { data } = lockSchema.safeParse(parseDocument(text).toJS());
  if (data === undefined) throw refuse('is not a list of images');
  return data.map(({ name, image }) => {
    const { digest, tag = '', ...repository } = parseReference(image);
    if (digest === undefined) throw refuse(`${image} has no digest`);
    return { name, repository, tag, digest };
  });
}
