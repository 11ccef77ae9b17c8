import {
  boolYaml11Tag,
  defineMappingTag,
  defineScalarTag,
  defineSequenceTag,
  loadAll,
  mapTag,
  mergeTag,
  NOT_RESOLVED,
  nullYaml11Tag,
  Schema,
  seqTag,
  strTag,
  YAMLException,
} from 'js-yaml';
import { type Checked, invalid, valid } from '../../../model/checked.ts';

// YAML is read as sigs.k8s.io/yaml reads it, which Helm, Kustomize, Argo CD and kubectl share, so that objects are
// compared as the API server gets them: `yes` equals `true`, 0644 equals 420, and `"yes"` differs from `yes`. This is
// YAML 1.1, except that dates and 1:30 stay strings, and that !!omap, !!set and unknown tags are ignored.
const core = (name: string) => `tag:yaml.org,2002:${name}`;
const digits = [...'0123456789'];

/** Underscores in a number are ignored. */
const plain = (text: string) => (text.startsWith('.') ? text : text.replaceAll('_', ''));

function readInteger(text: string): number | typeof NOT_RESOLVED {
  const [, sign, size] = /^([-+]?)(0b[01]+|0o[0-7]+|0x[\da-fA-F]+|\d+)$/.exec(plain(text)) ?? [];
  if (size === undefined) return NOT_RESOLVED;
  const value = Number(size.replace(/^0(?=[0-7]+$)/, '0o'));
  // Beyond 2^53 two different integers could be read as the same number, so they stay strings.
  if (!Number.isSafeInteger(value)) return NOT_RESOLVED;
  return sign === '-' && value !== 0 ? -value : value;
}

function readFloat(text: string, isExplicit: boolean): number | typeof NOT_RESOLVED {
  const number = plain(text);
  if (!/^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(number)) return NOT_RESOLVED;
  // An integer beyond 2^53 is not a float either, unless it is tagged as one.
  const value = isExplicit || /[.eE]/.test(number) ? Number(number) : Number.NaN;
  return Number.isFinite(value) ? value : NOT_RESOLVED;
}

const unknown = { matchByTagPrefix: true, identify: () => false } as const;

const schema = new Schema([
  strTag,
  seqTag,
  mapTag,
  nullYaml11Tag,
  boolYaml11Tag,
  mergeTag,
  defineScalarTag(core('int'), {
    implicit: true,
    implicitFirstChars: ['-', '+', ...digits],
    resolve: readInteger,
    identify: Number.isInteger,
  }),
  defineScalarTag(core('float'), {
    implicit: true,
    implicitFirstChars: ['-', '+', '.', ...digits],
    resolve: readFloat,
    identify: (value) => typeof value === 'number',
  }),
  defineScalarTag(core('binary'), {
    resolve: (text) => Buffer.from(text, 'base64').toString(),
    identify: () => false,
  }),
  defineScalarTag('', { ...unknown, resolve: (text) => text }),
  defineSequenceTag('', { ...seqTag, ...unknown }),
  defineMappingTag('', { ...mapTag, ...unknown }),
]);

/** How deep values may be nested. */
export const maxDepth = 200;
export const tooDeep = `is nested deeper than ${maxDepth} levels`;

const explainException = ({ reason }: YAMLException): string =>
  // The parser's message may quote the text, or name a tag, and either may hold a secret.
  reason.includes('maxDepth') ? tooDeep : `is not YAML: ${reason.split(/ ?(?:"|!<|: )/, 1)[0]}`;

/**
 * Reads one YAML document as Kubernetes' tools do. Of a duplicate key the last value counts.
 *
 * @param placeAt names the place of a fault, given the offset of the character at which it was found
 * @returns the value, in which all aliases of an anchor are the same JavaScript object; null for an empty document. The
 * faults never quote the text
 */
export function parseKubernetesYaml(
  text: string,
  placeAt: (offset: number) => string = (offset) => `character ${offset}`,
): Checked<unknown> {
  try {
    const [value = null, ...more] = loadAll(text, { schema, json: true, maxDepth });
    return more.length === 0
      ? valid(value)
      : invalid({ where: placeAt(0), what: 'is more than one document' });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return invalid({ where: placeAt(error.mark?.position ?? 0), what: explainException(error) });
  }
}
