import { type Fault, UserError, userError } from '../../../model/errors.ts';
import { fieldAt, isFields } from '../compare/fields.ts';
import type { KubernetesObject } from '../model.ts';
import { maxDepth, parseKubernetesYaml, tooDeep } from './kubernetes-yaml.ts';
import { objectId, objectKey, objectTitle } from './object-id.ts';

export interface ParseLimits {
  /** Characters of the text, and of what its aliases make of it. */
  readonly characters: number;
  readonly objects: number;
}

/** How many times its own length a document may have when its aliases are written out. */
const amplification = 100;
const defaults: ParseLimits = { characters: 32 * 1024 * 1024, objects: 20_000 };

interface Chunk {
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
}

const linesBefore = (text: string, end: number) => text.slice(0, end).split('\n').length - 1;

/** Separate documents are parsed on their own: a `---` at the begin of a line can stand in none of them. */
function split(text: string): Chunk[] {
  let line = 1;
  return text.split(/^---(?=\s|$)/m).map((chunk) => {
    const started = line;
    line += linesBefore(chunk, chunk.length);
    return { text: chunk, line: started };
  });
}

/** Helm says above each document which template it came from. */
function placeOf({ text, line }: Chunk, offset = 0): string {
  const source = /^# Source: (.{1,300})$/m.exec(text)?.[1];
  const at = `line ${line + linesBefore(text, offset)}`;
  return source === undefined ? at : `${source} (${at} of the manifests)`;
}

/**
 * How many characters a value has when it is written out, aliases and all; Infinity where it is nested too deep.
 *
 * @param limit beyond which it is not counted to the end
 */
function sizeOf(value: unknown, limit: number, depth = 0): number {
  if (depth > maxDepth) return Number.POSITIVE_INFINITY;
  if (typeof value === 'string') return value.length + 1;
  if (typeof value !== 'object' || value === null) return 1;
  let size = 1;
  for (const [key, inner] of Object.entries(value)) {
    size += (Array.isArray(value) ? 1 : key.length) + sizeOf(inner, limit - size, depth + 1);
    if (size > limit) break;
  }
  return size;
}

const expand = (value: unknown): readonly unknown[] => {
  const items = fieldAt(value, 'items');
  const kind = fieldAt(value, 'kind');
  return Array.isArray(items) && typeof kind === 'string' && kind.endsWith('List')
    ? items.flatMap(expand)
    : [value];
};

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const isObject = (value: unknown): value is KubernetesObject =>
  isText(fieldAt(value, 'apiVersion')) &&
  isText(fieldAt(value, 'kind')) &&
  isText(fieldAt(value, 'metadata', 'name')) &&
  ['string', 'undefined'].includes(typeof fieldAt(value, 'metadata', 'namespace'));

/** What a template leaves empty (`namespace:`) is not there for Kubernetes either. */
function withoutEmptyNamespace(value: unknown): unknown {
  const metadata = fieldAt(value, 'metadata');
  if (!isFields(value) || !isFields(metadata) || metadata['namespace'] !== null) return value;
  const { namespace: _, ...rest } = metadata;
  return { ...value, metadata: rest };
}

function faultOf(value: unknown, where: string): Fault {
  const missing = [['apiVersion'], ['kind'], ['metadata', 'name']].filter(
    (path) => !isText(fieldAt(value, ...path)),
  );
  if (!isFields(value)) return { where, what: 'is not an object; it is left out' };
  if (isText(fieldAt(value, 'metadata', 'generateName')))
    return { where, what: 'has a generateName: it is another object at each sync, and is left out' };
  const fields = missing.length === 0 ? ['metadata.namespace'] : missing.map((path) => path.join('.'));
  return { where, what: `has no ${fields.join(' and no ')} that is a text; the object is left out` };
}

const beyond = (limit: number, what: string) =>
  userError(`the manifests have more than ${limit.toLocaleString('en')} ${what}`, {
    hint: 'see what makes them so large; nothing beyond this limit is compared',
  });

function parseChunks(text: string, limit: number): { value: unknown; where: string }[] {
  const broken: Fault[] = [];
  let size = 0;
  const parsed = split(text).flatMap((chunk) => {
    const result = parseKubernetesYaml(chunk.text);
    if ('what' in result) {
      broken.push({ where: placeOf(chunk, result.offset), what: result.what });
      return [];
    }
    const most = amplification * (1 + chunk.text.length);
    const grown = sizeOf(result.value, most);
    if (grown > most) {
      const what = grown === Number.POSITIVE_INFINITY ? tooDeep : 'its aliases repeat too much';
      broken.push({ where: placeOf(chunk), what });
      return [];
    }
    size += grown;
    if (size > limit) throw beyond(limit, 'characters when their aliases are written out');
    return result.value === null ? [] : [{ value: result.value, where: placeOf(chunk) }];
  });
  if (broken.length > 0) throw new UserError(broken);
  return parsed;
}

/**
 * Reads manifests as `helm template` and `kustomize build` print them: lists are expanded, empty documents dropped.
 * What cannot be compared (no kind, no name) is left out and reported; of duplicates the last one counts, as in
 * Argo CD.
 *
 * @throws UserError for what is not YAML, and for what is beyond the limits
 */
export function parseObjects(
  text: string,
  limits: ParseLimits = defaults,
): { objects: KubernetesObject[]; faults: Fault[] } {
  if (text.length > limits.characters) throw beyond(limits.characters, 'characters');
  const faults: Fault[] = [];
  const objects = new Map<string, KubernetesObject>();
  for (const { value, where } of parseChunks(text, limits.characters)) {
    for (const object of expand(value).map(withoutEmptyNamespace)) {
      if (!isObject(object)) {
        faults.push(faultOf(object, where));
        continue;
      }
      const id = objectId(object);
      if (objects.has(objectKey(id)))
        faults.push({ where, what: `${objectTitle(id)} is there twice; the last one counts` });
      objects.set(objectKey(id), object);
      if (objects.size > limits.objects) throw beyond(limits.objects, 'objects');
    }
  }
  return { objects: [...objects.values()], faults };
}
