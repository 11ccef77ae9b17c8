import { fieldAt, lookUp, textAt } from '../../compare/fields.ts';
import { normalizeValue } from '../../compare/normalize.ts';
import type { KubernetesObject } from '../../model.ts';
import { showDifferences } from '../differences.ts';
import { type FoundHazard, qualifiedKind, type Rule } from '../rule.ts';

type Path = readonly string[];

/** A field that the API server never changes, with what it takes where nothing is written. */
interface ImmutableField {
  readonly path: Path;
  readonly standard?: string;
}

const spec = (...keys: readonly string[]): ImmutableField[] => keys.map((key) => ({ path: ['spec', key] }));
const root = (...keys: readonly string[]): ImmutableField[] => keys.map((key) => ({ path: [key] }));

const immutableFields: Readonly<Record<string, readonly ImmutableField[]>> = {
  'Deployment.apps': spec('selector'),
  'DaemonSet.apps': spec('selector'),
  'ReplicaSet.apps': spec('selector'),
  'StatefulSet.apps': [
    ...spec('selector', 'serviceName', 'volumeClaimTemplates'),
    { path: ['spec', 'podManagementPolicy'], standard: 'OrderedReady' },
  ],
  'Job.batch': [
    ...spec('selector', 'template', 'podFailurePolicy', 'successPolicy'),
    { path: ['spec', 'completionMode'], standard: 'NonIndexed' },
  ],
  PersistentVolumeClaim: [
    ...spec('accessModes', 'selector', 'storageClassName', 'volumeName', 'dataSource', 'dataSourceRef'),
    { path: ['spec', 'volumeMode'], standard: 'Filesystem' },
  ],
  Secret: [{ path: ['type'], standard: 'Opaque' }],
  'RoleBinding.rbac.authorization.k8s.io': root('roleRef'),
  'ClusterRoleBinding.rbac.authorization.k8s.io': root('roleRef'),
  'StorageClass.storage.k8s.io': [
    ...root('provisioner', 'parameters'),
    { path: ['reclaimPolicy'], standard: 'Delete' },
    { path: ['volumeBindingMode'], standard: 'Immediate' },
  ],
  'IngressClass.networking.k8s.io': spec('controller'),
  'PriorityClass.scheduling.k8s.io': root('value'),
  'CustomResourceDefinition.apiextensions.k8s.io': [
    ...spec('scope'),
    { path: ['spec', 'names', 'kind'] },
    { path: ['spec', 'names', 'plural'] },
  ],
};

/** The content of what says `immutable: true`, and that it says so. */
const sealedFields = root('data', 'binaryData', 'stringData', 'immutable');

const isSealed = (object: KubernetesObject) =>
  (object.kind === 'ConfigMap' || object.kind === 'Secret') && object['immutable'] === true;

/** The cluster's own choice stands where the new side names none; only another address is refused. */
const clusterIp = (before: KubernetesObject, after: KubernetesObject): ImmutableField[] => {
  const to = textAt(after, 'spec', 'clusterIP') ?? '';
  const wasExternal = textAt(before, 'spec', 'type') === 'ExternalName';
  return to === '' || wasExternal ? [] : spec('clusterIP');
};

/** Hooks, and what asks Argo CD for it, are deleted and made anew at each sync. */
function isRecreated({ metadata }: KubernetesObject): boolean {
  const annotation = (name: string) => textAt(metadata, 'annotations', name);
  const options = annotation('argocd.argoproj.io/sync-options') ?? '';
  return (
    annotation('helm.sh/hook') !== undefined ||
    annotation('argocd.argoproj.io/hook') !== undefined ||
    (options.includes('Replace=true') && options.includes('Force=true'))
  );
}

function valueAt(object: KubernetesObject, { path, standard }: ImmutableField): unknown {
  return normalizeValue(path.at(-1) ?? '', fieldAt(object, ...path) ?? standard);
}

const remedies: Readonly<Record<string, string>> = {
  'StatefulSet.apps':
    'delete the StatefulSet with --cascade=orphan, so that its pods and claims stay, and sync; or leave the field',
  PersistentVolumeClaim: 'leave the field, or copy the data to a new claim under another name',
  Secret: 'leave the field, or use a new name and let everything refer to that',
  ConfigMap: 'use a new name for the new content, and let everything refer to that',
};
const remedy = 'leave the field, or delete the object first and have it created anew';

/** Fields that are fixed when an object is created: the API server refuses the whole change. */
export const immutableChanged: Rule = ({ id, kind, before, after }) => {
  if (kind !== 'changed' || before === undefined || after === undefined || isRecreated(after)) return [];
  const title = qualifiedKind(id);
  const fields = [
    ...(lookUp(immutableFields, title) ?? []),
    ...(title === 'Service' ? clusterIp(before, after) : []),
    ...(isSealed(before) ? sealedFields : []),
  ];
  return fields.flatMap((field): FoundHazard[] => {
    const changed = showDifferences(field.path.join('.'), valueAt(before, field), valueAt(after, field));
    if (changed === '') return [];
    return [
      {
        severity: 'cannot-apply',
        reason: `${changed}; this field cannot be changed`,
        hint: lookUp(remedies, title) ?? remedy,
      },
    ];
  });
};
