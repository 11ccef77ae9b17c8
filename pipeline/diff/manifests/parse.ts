import { type Checked, invalid, valid } from '../../../model/checked.ts';
import { type Fault, UserError, userError } from '../../../model/errors.ts';
import type { KubernetesObject } from '../model.ts';
import { fieldAt, isFields } from './fields.ts';
import { maxDepth, parseKubernetesYaml, tooDeep } from './kubernetes-yaml.ts';
import { objectId, objectKey, objectTitle } from './object-id.ts';

export interface ParseLimits {
  /** Characters of the text, and of the text with its aliases expanded. */
  readonly characters: number;
  readonly objects: number;
}

/** Expanding the aliases of a document may multiply its length by this at most. */
const maxExpansion = 100;
const defaults: ParseLimits = { characters: 32 * 1024 * 1024, objects: 20_000 };

interface Document {
  readonly text: string;
  /** Its first line in the manifests, counted from 1. */
  readonly line: number;
}

const linesBefore = (text: string, end: number) => text.slice(0, end).split('\n').length - 1;

/** Splits before parsing, which is safe because no YAML document can contain a line that starts with `---`. */
function splitDocuments(text: string): Document[] {
  let line = 1;
  return text.split(/^---(?=\s|$)/m).map((document) => {
    const started = line;
    line += linesBefore(document, document.length);
    return { text: document, line: started };
  });
}

/** The line, and the template that Helm names in a comment at the top of each document. */
function placeIn({ text, line }: Document, offset = 0): string {
  const source = /^# Source: (.{1,300})$/m.exec(text)?.[1];
  const at = `line ${line + linesBefore(text, offset)}`;
  return source === undefined ? at : `${source} (${at} of the manifests)`;
}

/**
 * The length of a value in characters with all its aliases expanded; Infinity if it is nested too deep.
 *
 * @param limit counting stops soon after it
 */
function expandedLength(value: unknown, limit: number, depth = 0): number {
  if (depth > maxDepth) return Number.POSITIVE_INFINITY;
  if (typeof value === 'string') return value.length + 1;
  if (typeof value !== 'object' || value === null) return 1;
  let size = 1;
  for (const [key, inner] of Object.entries(value)) {
    size += (Array.isArray(value) ? 1 : key.length) + expandedLength(inner, limit - size, depth + 1);
    if (size > limit) break;
  }
  return size;
}

const expandLists = (value: unknown): readonly unknown[] => {
  const items = fieldAt(value, 'items');
  const kind = fieldAt(value, 'kind');
  return Array.isArray(items) && typeof kind === 'string' && kind.endsWith('List')
    ? items.flatMap(expandLists)
    : [value];
};

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const isObject = (value: unknown): value is KubernetesObject =>
  isText(fieldAt(value, 'apiVersion')) &&
  isText(fieldAt(value, 'kind')) &&
  isText(fieldAt(value, 'metadata', 'name')) &&
  ['string', 'undefined'].includes(typeof fieldAt(value, 'metadata', 'namespace'));

/** Kubernetes takes a namespace that a template leaves empty (`namespace:`) for a missing one. */
function withoutEmptyNamespace(value: unknown): unknown {
  const metadata = fieldAt(value, 'metadata');
  if (!isFields(value) || !isFields(metadata) || metadata['namespace'] !== null) return value;
  const { namespace: _, ...rest } = metadata;
  return { ...value, metadata: rest };
}

function explainMalformed(value: unknown, where: string): Fault {
  const missing = [['apiVersion'], ['kind'], ['metadata', 'name']].filter(
    (path) => !isText(fieldAt(value, ...path)),
  );
  if (!isFields(value)) return { where, what: 'is not an object, and is left out' };
  if (isText(fieldAt(value, 'metadata', 'generateName')))
    return {
      where,
      what: 'has a generateName, which makes a new object at each sync, and is left out',
    };
  const fields = missing.length === 0 ? ['metadata.namespace'] : missing.map((path) => path.join('.'));
  return { where, what: `has no ${fields.join(' and no ')} that is a string, and is left out` };
}

const beyondLimit = (limit: number, what: string) =>
  userError(`the manifests have more than ${limit.toLocaleString('en')} ${what}`, {
    hint: 'make them smaller: larger manifests are not compared',
  });

interface ParsedDocument {
  readonly value: unknown;
  readonly where: string;
  /** In characters, with all aliases expanded. */
  readonly length: number;
}

function parseDocument(document: Document): Checked<ParsedDocument> {
  const { value, faults } = parseKubernetesYaml(document.text, (offset) => placeIn(document, offset));
  if (faults !== undefined) return invalid(...faults);
  const where = placeIn(document);
  const limit = maxExpansion * (1 + document.text.length);
  const length = expandedLength(value, limit);
  if (length <= limit) return valid({ value, where, length });
  return invalid({
    where,
    what: length === Number.POSITIVE_INFINITY ? tooDeep : 'has aliases that repeat too much',
  });
}

/** @returns the documents that are not empty */
function parseDocuments(text: string, limit: number): ParsedDocument[] {
  const faults: Fault[] = [];
  const parsed: ParsedDocument[] = [];
  let length = 0;
  for (const document of splitDocuments(text)) {
    const checked = parseDocument(document);
    if (checked.faults !== undefined) {
      faults.push(...checked.faults);
      continue;
    }
    length += checked.value.length;
    if (length > limit) throw beyondLimit(limit, 'characters when their aliases are expanded');
    if (checked.value.value !== null) parsed.push(checked.value);
  }
  if (faults.length > 0) throw new UserError(faults);
  return parsed;
}

/**
 * Reads manifests as `helm template` and `kustomize build` print them. Lists are expanded and empty documents dropped.
 * Objects without kind, name or apiVersion are left out and reported. Of duplicates the last one counts, as in Argo CD.
 *
 * @returns the objects, each once, and the faults of those that are left out or duplicate
 * @throws UserError if a document is not YAML, or beyond the limits
 */
export function parseObjects(
  text: string,
  limits: ParseLimits = defaults,
): { objects: KubernetesObject[]; faults: Fault[] } {
  if (text.length > limits.characters) throw beyondLimit(limits.characters, 'characters');
  const faults: Fault[] = [];
  const objects = new Map<string, KubernetesObject>();
  for (const { value, where } of parseDocuments(text, limits.characters)) {
    for (const object of expandLists(value).map(withoutEmptyNamespace)) {
      if (!isObject(object)) {
        faults.push(explainMalformed(object, where));
        continue;
      }
      const id = objectId(object);
      if (objects.has(objectKey(id)))
        faults.push({ where, what: `${objectTitle(id)} is a duplicate; the last one counts` });
      objects.set(objectKey(id), object);
      if (objects.size > limits.objects) throw beyondLimit(limits.objects, 'objects');
    }
  }
  return { objects: [...objects.values()], faults };
}
