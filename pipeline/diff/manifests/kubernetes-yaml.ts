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

// Read as sigs.k8s.io/yaml reads, which Helm, Kustomize, Argo CD and kubectl share: what both sides of a comparison
// mean is what the API server gets, so `yes` and `true`, or 0644 and 420, are no difference, and `"yes"` and `yes`
// are one. It is YAML 1.1, but dates and 1:30 stay texts, and !!omap, !!set and any other tag mean nothing.
const core = (name: string) => `tag:yaml.org,2002:${name}`;
const digits = [...'0123456789'];

/** The underscores in a number mean nothing. */
const plain = (text: string) => (text.startsWith('.') ? text : text.replaceAll('_', ''));

function readInteger(text: string): number | typeof NOT_RESOLVED {
  const [, sign, size] = /^([-+]?)(0b[01]+|0o[0-7]+|0x[\da-fA-F]+|\d+)$/.exec(plain(text)) ?? [];
  if (size === undefined) return NOT_RESOLVED;
  const value = Number(size.replace(/^0(?=[0-7]+$)/, '0o'));
  // Beyond 2^53 two integers could be read as the same number: they stay texts.
  if (!Number.isSafeInteger(value)) return NOT_RESOLVED;
  return sign === '-' && value !== 0 ? -value : value;
}

function readFloat(text: string, isExplicit: boolean): number | typeof NOT_RESOLVED {
  const number = plain(text);
  if (!/^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(number)) return NOT_RESOLVED;
  // An integer that is too large for a number is none here either.
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

/** How deep values may be nested, and what is said beyond. */
export const maxDepth = 200;
export const tooDeep = 'is nested too deep';

/** What is wrong with a text, and at which of its characters. Its words are never part of it. */
export interface YamlFault {
  readonly what: string;
  readonly offset: number;
}

const faultOf = ({ reason, mark }: YAMLException): YamlFault => ({
  // In quotes, or as a tag, the message may repeat the text, which may be a secret.
  what: reason.includes('maxDepth') ? tooDeep : `is not YAML: ${reason.split(/ ?(?:"|!<|: )/, 1)[0]}`,
  offset: mark?.position ?? 0,
});

/**
 * Reads one document as Kubernetes' tools do. Of a key that is there twice the last one counts.
 *
 * @returns the value, in which what aliases repeat is there once, or what is wrong
 */
export function parseKubernetesYaml(text: string): { value: unknown } | YamlFault {
  try {
    const [value = null, ...more] = loadAll(text, { schema, json: true, maxDepth });
    return more.length === 0 ? { value } : { what: 'is more than one document', offset: 0 };
  } catch (error) {
    if (error instanceof YAMLException) return faultOf(error);
    throw error;
  }
}
