import { parseDocument, type ScalarTag, Schema, type Tags } from 'yaml';

// Read as sigs.k8s.io/yaml reads, which Helm, Kustomize, Argo CD and kubectl share: what both sides of a comparison
// mean is what the API server gets, so `yes` and `true`, or 0644 and 420, are no difference, and `"yes"` and `yes`
// are one. It is YAML 1.1, but dates and 1:30 stay texts, and !!binary, !!omap, !!pairs and !!set mean nothing.
const core = (name: string) => `tag:yaml.org,2002:${name}`;
const absent = new Set(['binary', 'omap', 'pairs', 'set', 'timestamp', 'float'].map(core));

/** Beyond 2^53 two integers could be read as the same number: they stay texts. */
const exact = (tag: ScalarTag): ScalarTag => ({
  ...tag,
  resolve: (text, onError, options) => {
    const value = tag.resolve?.(text, onError, options);
    return typeof value === 'number' && !Number.isSafeInteger(value) ? text : value;
  },
});

const numbers: readonly ScalarTag[] = [
  {
    tag: core('int'),
    default: true,
    test: /^[-+]?0o[0-7_]+$/,
    resolve: (text) =>
      Number(text.replaceAll('_', '').replace(/^[-+]/, '')) * (text.startsWith('-') ? -1 : 1),
  },
  {
    // The library's own takes e1234567, which may be a commit, for a number.
    tag: core('float'),
    default: true,
    test: /^[-+]?(?:\.[0-9_]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?$/,
    resolve: (text) => Number(text.replaceAll('_', '')),
  },
];

const customTags = (tags: Tags): Tags => [
  ...tags.flatMap((tag) => {
    if (typeof tag === 'string' || absent.has(tag.tag)) return [];
    if (tag.collection !== undefined || tag.tag !== core('int')) return [tag];
    return tag.format === 'TIME' ? [] : [exact(tag)];
  }),
  ...numbers,
];

const schema = new Schema({ schema: 'yaml-1.1', customTags });

const tooDeep = 'is nested too deep';

/** What is wrong with a text, and at which of its characters. Its words are never part of it. */
export interface YamlFault {
  readonly what: string;
  readonly offset: number;
}

/**
 * Reads one document as Kubernetes' tools do. Of a key that is there twice the last one counts.
 *
 * @param maxAliases how much the aliases may repeat, see `maxAliasCount` of the library
 * @returns the value, or what is wrong
 */
export function parseKubernetesYaml(text: string, maxAliases: number): { value: unknown } | YamlFault {
  const document = parseDocument(text, {
    version: '1.1',
    schema,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const [error] = document.errors;
  if (error?.code === 'RESOURCE_EXHAUSTION') return { what: tooDeep, offset: 0 };
  // Behind its colon the message may quote the text, which may be a secret.
  if (error !== undefined)
    return { what: `is not YAML: ${error.message.split(/[:\n]/, 1)[0]}`, offset: error.pos[0] };
  try {
    return { value: document.toJS({ maxAliasCount: maxAliases }) };
  } catch (cause) {
    if (cause instanceof RangeError) return { what: tooDeep, offset: 0 };
    return { what: 'its aliases repeat too much, or << merges what is no map', offset: 0 };
  }
}
