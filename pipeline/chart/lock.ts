import { isDeepStrictEqual } from 'node:util';
import { isMap, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { z } from 'zod';
import type { Digest } from '../../model/digest.ts';
import { userError } from '../../model/errors.ts';
import { formatReference, parseReference, type Repository } from '../oci/reference.ts';
import { type ChartFiles, readText, withText } from './files/files.ts';
import { readMetadata } from './metadata.ts';

/** One image that a chart locks to a digest. */
export interface LockedImage {
  readonly name: string;
  readonly repository: Repository;
  /** Only for the reader; the digest counts. */
  readonly tag: string;
  readonly digest: Digest;
}

/** The annotation that lists a chart's images (Artifact Hub, "Helm annotations"). */
const annotation = 'artifacthub.io/images';

const insert = (text: string, at: number, inserted: string) => text.slice(0, at) + inserted + text.slice(at);

/** Replaces a node. A node in block style ends after its last line break, which is kept. */
function replace(text: string, node: unknown, by: string): string {
  const [start, end] = rangeOf(node);
  const lineEnd = /\s*$/.exec(text.slice(start, end))?.[0] ?? '';
  return text.slice(0, start) + by + lineEnd + text.slice(end);
}

const findPair = (map: YAMLMap, key: string): Pair | undefined =>
  map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);

/** Start and end of a node in its text. */
const rangeOf = (node: unknown): readonly [number, number] => {
  const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined;
  if (!Array.isArray(range)) throw new Error('the node was not parsed from a text');
  return [range[0], range[1]];
};

const lockEntry = ({ name, repository, tag, digest }: LockedImage) => ({
  name,
  image: formatReference({ ...repository, tag, digest }),
});

/** JSON is YAML on one line, so it can be inserted anywhere without changing the rest. */
const inYaml = (value: unknown) => JSON.stringify(value);

const formatLock = (images: readonly LockedImage[]) =>
  images.map((image) => `- name: ${inYaml(image.name)}\n  image: ${lockEntry(image).image}\n`).join('');

/** Chart.yaml with the annotation, which replaces an existing one. */
function annotate(text: string, list: string): string {
  const line = `${annotation}: ${inYaml(list)}`;
  const annotations = parseDocument(text).get('annotations', true);
  if (annotations === undefined) return `${text.replace(/\n?$/, '\n')}annotations:\n  ${line}\n`;
  // The key has an empty value.
  if (!isMap(annotations)) return replace(text, annotations, ` {${line}} `);
  const present = findPair(annotations, annotation);
  if (present !== undefined) return replace(text, present.value, inYaml(list));
  const [start] = rangeOf(annotations);
  if (annotations.flow === true) return insert(text, start + 1, `${line}, `);
  const indent = ' '.repeat(start - (text.lastIndexOf('\n', start - 1) + 1));
  return insert(text, start, `${line}\n${indent}`);
}

/** Checks that nothing but the annotation changed; a Chart.yaml in another form, such as JSON, has no place for it. */
function checkAnnotated(before: string, after: string, list: string): void {
  const [had, has] = [before, after].map((text) => parseDocument(text).toJS());
  if (isDeepStrictEqual(has, { ...had, annotations: { ...had.annotations, [annotation]: list } })) return;
  throw userError('has no place for the lock', {
    where: 'Chart.yaml: annotations',
    hint: 'write each key on its own line',
  });
}

/** values.yaml with the digests in `image.digests`; undefined if it has no such map. */
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
 * Locks the images of a chart to their digests: in the annotation `artifacthub.io/images` of Chart.yaml, and in
 * `image.digests` of values.yaml if it has that map. Every other byte is kept.
 *
 * @returns the files with the lock, and whether values.yaml has it too
 * @throws UserError if values.yaml is not YAML, or Chart.yaml has no place for the lock
 */
export function lockChart(
  files: ChartFiles,
  images: readonly LockedImage[],
): { readonly files: ChartFiles; readonly inValues: boolean } {
  const chart = readText(files, 'Chart.yaml') ?? '';
  const list = formatLock(images);
  const lockedChart = annotate(chart, list);
  checkAnnotated(chart, lockedChart, list);
  const annotated = withText(files, 'Chart.yaml', lockedChart);
  const values = fillDigests(readText(files, 'values.yaml') ?? '', images);
  if (values === undefined) return { files: annotated, inValues: false };
  return { files: withText(annotated, 'values.yaml', values), inValues: true };
}

const lockSchema = z.array(z.looseObject({ name: z.string(), image: z.string() }));

/**
 * Reads the lock of a published chart.
 *
 * @returns undefined if the chart has none
 * @throws UserError if the chart is invalid, the lock is not a list of images, or an image has no digest
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
