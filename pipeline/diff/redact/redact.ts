import { createHmac } from 'node:crypto';
import { type Fields, isEqual, isFields, textAt } from '../compare/fields.ts';
import { apiGroup } from '../manifests/object-id.ts';
import type { KubernetesObject } from '../model.ts';
import { type Hide, redactForms, redactText } from './redact-text.ts';
import { isSensitiveName } from './sensitive.ts';

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

// Here also one line may be a configuration or a command. Elsewhere it is only a value: the tag of an image called
// token-server is no secret.
const textual = new Set(['command', 'args', 'value']);

/** Replaces every text and number in a value. */
function hideAll(value: unknown, hide: Hide): unknown {
  if (typeof value === 'string') return value === '' ? value : hide(value);
  if (typeof value === 'number') return hide(String(value));
  if (Array.isArray(value)) return value.map((each) => hideAll(each, hide));
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hideAll(inner, hide)]));
}

function hideInConfiguration(text: string, hide: Hide): string {
  if (!/^\s*[[{]/.test(text)) return redactText(text, hide);
  try {
    const json: unknown = JSON.parse(text);
    const hidden = walk(json, hide, true);
    return isEqual(hidden, json)
      ? text
      : JSON.stringify(hidden, undefined, text.includes('\n') ? 2 : undefined);
  } catch {
    // Not JSON, or nested deeper than the stack.
    return redactText(text, hide);
  }
}

/** `--password`, whose value is the next argument. */
const isSensitiveFlag = (argument: unknown) =>
  typeof argument === 'string' && /^--?[A-Za-z][\w.-]*$/.test(argument) && isSensitiveName(argument);

/** Env entries and Helm parameters: `{ name: ADMIN_PASSWORD, value: … }`. */
const namesSecret = (fields: Fields) =>
  isSensitiveName(textAt(fields, 'name') ?? textAt(fields, 'key') ?? '');

// In a configuration whatever is below a sensitive name is hidden. In a field of Kubernetes it is not: what is below
// `secretKeyRef` or the `secret` of a volume are names.
function walkField(key: string, value: unknown, hide: Hide, inText: boolean): unknown {
  const isLeaf = !(isFields(value) || (Array.isArray(value) && value.some(isFields)));
  if (key === lastApplied || ((isLeaf || inText) && isSensitiveName(key))) return hideAll(value, hide);
  return walk(value, hide, inText || (isLeaf && textual.has(key)));
}

function walk(value: unknown, hide: Hide, inText: boolean): unknown {
  if (typeof value === 'string')
    return inText || /\n|^\s*[[{]/.test(value) ? hideInConfiguration(value, hide) : redactForms(value, hide);
  if (Array.isArray(value))
    return value.map((each, index) =>
      isSensitiveFlag(value[index - 1]) ? hideAll(each, hide) : walk(each, hide, inText),
    );
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === 'value' && namesSecret(value) ? hideAll(inner, hide) : walkField(key, inner, hide, inText),
    ]),
  );
}

function walkContent(object: KubernetesObject, key: string, hide: Hide): unknown {
  const isSecret = object.kind === 'Secret' && apiGroup(object.apiVersion) === '';
  if (isSecret && key === 'stringData') return hideAll(object[key], hide);
  // Decoded, so that a secret looks the same in `data` and in `stringData`.
  if (key === 'binaryData' || (isSecret && key === 'data'))
    return hideAll(object[key], (text) => hide(Buffer.from(String(text), 'base64')));
  return walkField(key, object[key], hide, key === 'data' && object.kind === 'ConfigMap');
}

/**
 * The object with a digest in the place of every value that is, or by its name may be, a secret: the content of
 * Secrets, env entries, fields, lines of ConfigMaps and arguments with names such as password or token, private keys
 * and passwords in URLs. Nothing that is shown or compared sees more of a secret than whether it changed.
 *
 * @param key of the HMAC-SHA256, of which 8 hexadecimal digits are shown; with the same key the same secret looks the
 * same on both sides
 */
export function redact(object: KubernetesObject, key: Uint8Array): KubernetesObject {
  const hide: Hide = (secret) =>
    `<secret ${createHmac('sha256', key).update(secret).digest('hex').slice(0, 8)}>`;
  const { apiVersion, kind, metadata, ...rest } = object;
  const { name, namespace, ...more } = metadata;
  return {
    apiVersion,
    kind,
    metadata: {
      ...Object.fromEntries(Object.entries(more).map(([field, value]) => [field, walk(value, hide, false)])),
      name,
      ...(namespace === undefined ? {} : { namespace }),
    },
    ...Object.fromEntries(Object.keys(rest).map((field) => [field, walkContent(object, field, hide)])),
  };
}
