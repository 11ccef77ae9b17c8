import type { KubernetesObject } from '../model.ts';
import { type Fields, fieldAt, isFields, lookUp, textAt } from './fields.ts';
import { withoutNoise } from './noise.ts';

/**
 * Lists whose items are known by a key and not by their place, as Kubernetes' strategic merge patch knows them. Init
 * containers are not among them: they run in the order that they are written in.
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

/** Fields that mean the same when they are empty and when they are not there; `emptyDir: {}`, say, does not. */
const emptyIsAbsent = new Set([
  ...['affinity', 'annotations', 'args', 'binaryData', 'command', 'data', 'env', 'envFrom', 'finalizers'],
  ...['hostAliases', 'imagePullSecrets', 'initContainers', 'labels', 'limits', 'matchExpressions'],
  ...['matchLabels', 'nodeSelector', 'ports', 'requests', 'resources', 'securityContext', 'stringData'],
  ...['strategy', 'tolerations', 'topologySpreadConstraints', 'updateStrategy', 'volumeMounts', 'volumes'],
]);

/** Below these the names are another's: the values of a chart (where null removes one), the schema of a resource. */
const opaque = new Set(['valuesObject', 'openAPIV3Schema']);

const isEmpty = (value: unknown) =>
  Array.isArray(value) ? value.length === 0 : isFields(value) && Object.keys(value).length === 0;

// Kubernetes expands $(NAME) from what stands above it.
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

/** A field's value with its named lists in order, and without what Kubernetes takes for absent. */
export function normalizeValue(key: string, value: unknown): unknown {
  if (Array.isArray(value))
    return sortNamed(
      key,
      value.map((item) => normalizeValue('', item)),
    );
  return isFields(value) ? normalizeFields(value) : value;
}

/** The object without noise, without `status`, and without any difference that makes none to Kubernetes. */
export function normalize(object: KubernetesObject): Fields {
  const { status: _, ...written } = object;
  return normalizeFields(withoutNoise(written));
}
