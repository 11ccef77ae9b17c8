import { createHmac } from 'node:crypto';
import { type Fields, isEqual, isFields, textAt } from '../manifests/fields.ts';
import { apiGroup } from '../manifests/object-id.ts';
import type { KubernetesObject } from '../model.ts';
import { type Hide, redactKnownForms, redactText } from './redact-text.ts';
import { isSensitiveName } from './sensitive.ts';

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

// In these fields even a single line may be a configuration or a command. In others it is a plain value: the tag of
// the image `token-server` is not a secret.
const textFields = new Set(['command', 'args', 'value']);

/** Replaces every string and number in a value. */
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
    const hidden = redactValue(json, hide, true);
    return isEqual(hidden, json)
      ? text
      : JSON.stringify(hidden, undefined, text.includes('\n') ? 2 : undefined);
  } catch {
    // It is not JSON, or nested too deep for recursion.
    return redactText(text, hide);
  }
}

/** Whether the next argument is the value of a flag such as `--password`. */
const isSensitiveFlag = (argument: unknown) =>
  typeof argument === 'string' && /^--?[A-Za-z][\w.-]*$/.test(argument) && isSensitiveName(argument);

/** Whether an env entry or a Helm parameter has a sensitive name: `{ name: ADMIN_PASSWORD, value: … }`. */
const isSensitiveEntry = (fields: Fields) =>
  isSensitiveName(textAt(fields, 'name') ?? textAt(fields, 'key') ?? '');

// In a configuration everything below a sensitive name is hidden. In Kubernetes' own fields it is not, because
// `secretKeyRef`, or the `secret` of a volume, hold only names.
function redactField(key: string, value: unknown, hide: Hide, inText: boolean): unknown {
  const isLeaf = !(isFields(value) || (Array.isArray(value) && value.some(isFields)));
  if (key === lastApplied || ((isLeaf || inText) && isSensitiveName(key))) return hideAll(value, hide);
  return redactValue(value, hide, inText || (isLeaf && textFields.has(key)));
}

function redactValue(value: unknown, hide: Hide, inText: boolean): unknown {
  if (typeof value === 'string')
    return inText || /\n|^\s*[[{]/.test(value)
      ? hideInConfiguration(value, hide)
      : redactKnownForms(value, hide);
  if (Array.isArray(value))
    return value.map((each, index) =>
      isSensitiveFlag(value[index - 1]) ? hideAll(each, hide) : redactValue(each, hide, inText),
    );
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === 'value' && isSensitiveEntry(value)
        ? hideAll(inner, hide)
        : redactField(key, inner, hide, inText),
    ]),
  );
}

function redactTopLevelField(object: KubernetesObject, key: string, hide: Hide): unknown {
  const isSecret = object.kind === 'Secret' && apiGroup(object.apiVersion) === '';
  if (isSecret && key === 'stringData') return hideAll(object[key], hide);
  // Decoded first, so that a secret has the same digest in `data` and in `stringData`.
  if (key === 'binaryData' || (isSecret && key === 'data'))
    return hideAll(object[key], (text) => hide(Buffer.from(String(text), 'base64')));
  return redactField(key, object[key], hide, key === 'data' && object.kind === 'ConfigMap');
}

/**
 * Replaces every secret of an object by a digest: the content of Secrets; env entries, fields, lines of ConfigMaps and
 * arguments with names such as password or token; private keys; and passwords in URLs. So a comparison shows whether a
 * secret changed, and nothing else of it.
 *
 * @param key the key of the HMAC-SHA256, of which 8 hexadecimal digits are shown: `<secret 1f2e3d4c>`. Use the same key
 * for both sides of a comparison
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
      ...Object.fromEntries(
        Object.entries(more).map(([field, value]) => [field, redactValue(value, hide, false)]),
      ),
      name,
      ...(namespace === undefined ? {} : { namespace }),
    },
    ...Object.fromEntries(
      Object.keys(rest).map((field) => [field, redactTopLevelField(object, field, hide)]),
    ),
  };
}
