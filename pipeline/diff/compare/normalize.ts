import { type Fields, fieldAt, isFields, lookUp, textAt } from '../manifests/fields.ts';
import type { KubernetesObject } from '../model.ts';
import { withoutNoise } from './noise.ts';

/**
 * Lists whose order does not matter, with the fields that identify their items (the merge keys of Kubernetes' strategic
 * merge patch). Init containers are not among them, because they run in the order of the list.
 */
const mergeKeys: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  ephemeralContainers: ['name'],
  env: ['name'],
  volumes: ['name'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
  ports: ['containerPort', 'port', 'protocol'],
  imagePullSecrets: ['name'],
  secrets: ['name'],
  hostAliases: ['ip'],
  topologySpreadConstraints: ['topologyKey', 'whenUnsatisfiable'],
  webhooks: ['name'],
};

/** Fields that mean the same whether they are empty or missing, unlike for instance `emptyDir: {}`. */
const emptyIsAbsent = new Set([
  ...['affinity', 'annotations', 'args', 'binaryData', 'command', 'data', 'env', 'envFrom', 'finalizers'],
  ...['hostAliases', 'imagePullSecrets', 'initContainers', 'labels', 'limits', 'matchExpressions'],
  ...['matchLabels', 'nodeSelector', 'ports', 'requests', 'resources', 'securityContext', 'stringData'],
  ...['strategy', 'tolerations', 'topologySpreadConstraints', 'updateStrategy', 'volumeMounts', 'volumes'],
]);

/** Fields whose content is not Kubernetes': a chart's values, where null removes a value, and the schema of a CRD. */
const opaque = new Set(['valuesObject', 'openAPIV3Schema']);

const isEmpty = (value: unknown) =>
  Array.isArray(value) ? value.length === 0 : isFields(value) && Object.keys(value).length === 0;

// Kubernetes expands $(NAME) from the entries before it.
const isOrdered = (key: string, items: readonly unknown[]) =>
  key === 'env' && items.some((item) => textAt(item, 'value')?.includes('$('));

function sortNamed(key: string, items: readonly unknown[]): readonly unknown[] {
  const fields = lookUp(mergeKeys, key);
  if (fields === undefined || isOrdered(key, items)) return items;
  return items
    .map((item) => ({ item, by: fields.map((field) => String(fieldAt(item, field))).join('\0') }))
    .toSorted((a, b) => (a.by < b.by ? -1 : a.by > b.by ? 1 : 0))
    .map(({ item }) => item);
}

const isAbsent = (key: string, value: unknown) =>
  value === null || (emptyIsAbsent.has(key) && isEmpty(value));

const normalizeFields = (fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields)
      .map(([key, value]) => [key, opaque.has(key) ? value : normalizeValue(key, value)] as const)
      .filter(([key, value]) => !isAbsent(key, value)),
  );

/** A field's value with sorted named lists, and without fields that Kubernetes treats as missing. */
export function normalizeValue(key: string, value: unknown): unknown {
  if (Array.isArray(value))
    return sortNamed(
      key,
      value.map((item) => normalizeValue('', item)),
    );
  return isFields(value) ? normalizeFields(value) : value;
}

/** The object without noise, without `status`, and in one form for everything that Kubernetes treats as the same. */
export function normalize(object: KubernetesObject): Fields {
  const { status: _, ...written } = object;
  return normalizeFields(withoutNoise(written));
}
