import { normalizeValue } from '../../compare/normalize.ts';
import { fieldAt, lookUp, textAt } from '../../manifests/fields.ts';
import type { KubernetesObject } from '../../model.ts';
import { showDifferences } from '../differences.ts';
import { type FoundHazard, qualifiedKind, type Rule } from '../rule.ts';

type Path = readonly string[];

/** A field that the API server refuses to change. */
interface ImmutableField {
  readonly path: Path;
  /** The value that Kubernetes takes if none is written. */
  readonly default?: string;
}

const spec = (...keys: readonly string[]): ImmutableField[] => keys.map((key) => ({ path: ['spec', key] }));
const root = (...keys: readonly string[]): ImmutableField[] => keys.map((key) => ({ path: [key] }));

const immutableFields: Readonly<Record<string, readonly ImmutableField[]>> = {
  'Deployment.apps': spec('selector'),
  'DaemonSet.apps': spec('selector'),
  'ReplicaSet.apps': spec('selector'),
  'StatefulSet.apps': [
    ...spec('selector', 'serviceName', 'volumeClaimTemplates'),
    { path: ['spec', 'podManagementPolicy'], default: 'OrderedReady' },
  ],
  'Job.batch': [
    ...spec('selector', 'template', 'podFailurePolicy', 'successPolicy'),
    { path: ['spec', 'completionMode'], default: 'NonIndexed' },
  ],
  PersistentVolumeClaim: [
    ...spec('accessModes', 'selector', 'storageClassName', 'volumeName', 'dataSource', 'dataSourceRef'),
    { path: ['spec', 'volumeMode'], default: 'Filesystem' },
  ],
  Secret: [{ path: ['type'], default: 'Opaque' }],
  'RoleBinding.rbac.authorization.k8s.io': root('roleRef'),
  'ClusterRoleBinding.rbac.authorization.k8s.io': root('roleRef'),
  'StorageClass.storage.k8s.io': [
    ...root('provisioner', 'parameters'),
    { path: ['reclaimPolicy'], default: 'Delete' },
    { path: ['volumeBindingMode'], default: 'Immediate' },
  ],
  'IngressClass.networking.k8s.io': spec('controller'),
  'PriorityClass.scheduling.k8s.io': root('value'),
  'CustomResourceDefinition.apiextensions.k8s.io': [
    ...spec('scope'),
    { path: ['spec', 'names', 'kind'] },
    { path: ['spec', 'names', 'plural'] },
  ],
};

/** The immutable fields of a ConfigMap or Secret with `immutable: true`. */
const fieldsOfImmutableObject = root('data', 'binaryData', 'stringData', 'immutable');

const isImmutableObject = (object: KubernetesObject) =>
  (object.kind === 'ConfigMap' || object.kind === 'Secret') && object['immutable'] === true;

/** A Service may leave its address to the cluster, which then keeps it; only another address is refused. */
const clusterIpFields = (before: KubernetesObject, after: KubernetesObject): ImmutableField[] => {
  const to = textAt(after, 'spec', 'clusterIP') ?? '';
  const wasExternal = textAt(before, 'spec', 'type') === 'ExternalName';
  return to === '' || wasExternal ? [] : spec('clusterIP');
};

/** Whether Argo CD deletes and creates the object at each sync: hooks, and objects that ask for it. */
function isRecreated({ metadata }: KubernetesObject): boolean {
  const annotation = (name: string) => textAt(metadata, 'annotations', name);
  const options = annotation('argocd.argoproj.io/sync-options') ?? '';
  return (
    annotation('helm.sh/hook') !== undefined ||
    annotation('argocd.argoproj.io/hook') !== undefined ||
    (options.includes('Replace=true') && options.includes('Force=true'))
  );
}

function valueAt(object: KubernetesObject, field: ImmutableField): unknown {
  return normalizeValue(field.path.at(-1) ?? '', fieldAt(object, ...field.path) ?? field.default);
}

const hints: Readonly<Record<string, string>> = {
  'StatefulSet.apps':
    'keep the old value; or delete the StatefulSet with --cascade=orphan, which keeps its pods and claims, and sync',
  PersistentVolumeClaim: 'keep the old value, or copy the data to a new claim with another name',
  Secret: 'keep the old value, or create a Secret with a new name and refer to that',
  ConfigMap: 'create a ConfigMap with a new name for the new content, and refer to that',
};
const defaultHint = 'keep the old value, or delete the object first, so that it is created again';

/** An immutable field changes, for which the API server refuses the whole object. */
export const immutableChanged: Rule = ({ id, kind, before, after }) => {
  if (kind !== 'changed' || before === undefined || after === undefined || isRecreated(after)) return [];
  const title = qualifiedKind(id);
  const fields = [
    ...(lookUp(immutableFields, title) ?? []),
    ...(title === 'Service' ? clusterIpFields(before, after) : []),
    ...(isImmutableObject(before) ? fieldsOfImmutableObject : []),
  ];
  return fields.flatMap((field): FoundHazard[] => {
    const changed = showDifferences(field.path.join('.'), valueAt(before, field), valueAt(after, field));
    if (changed === '') return [];
    return [
      {
        severity: 'cannot-apply',
        reason: `${changed}; this field cannot be changed`,
        hint: lookUp(hints, title) ?? defaultHint,
      },
    ];
  });
};
