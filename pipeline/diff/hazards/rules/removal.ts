import { listAt, lookUp, textAt, textsAt } from '../../manifests/fields.ts';
import { objectId, objectTitle } from '../../manifests/object-id.ts';
import type { KubernetesObject, Severity } from '../../model.ts';
import { type FoundHazard, qualifiedKind, type Rule } from '../rule.ts';

/** What is lost when an object is removed. */
interface Loss {
  readonly severity: Severity;
  readonly consequence: string;
  readonly hint: string;
}

const backUp = 'back up the data, or keep the object under its old name';

function statefulSetLoss(object: KubernetesObject): Loss {
  const claims = listAt(object, 'spec', 'volumeClaimTemplates').map(
    (claim) => textAt(claim, 'metadata', 'name') ?? '?',
  );
  if (claims.length === 0)
    return { severity: 'outage', consequence: 'its pods stop', hint: 'make sure that nothing needs them' };
  const isDeleted =
    textAt(object, 'spec', 'persistentVolumeClaimRetentionPolicy', 'whenDeleted') === 'Delete';
  return {
    severity: 'data-loss',
    consequence: `its pods stop, and the claims of ${claims.join(', ')} are ${isDeleted ? 'deleted with their data' : 'left behind unused, with their data'}`,
    hint: backUp,
  };
}

function applicationLoss(object: KubernetesObject): Loss {
  const deletes = textsAt(object, 'metadata', 'finalizers').some((each) =>
    each.startsWith('resources-finalizer.argocd.argoproj.io'),
  );
  return deletes
    ? {
        severity: 'data-loss',
        consequence: 'everything that it deployed is deleted with it (resources-finalizer)',
        hint: 'keep it under its old name; or remove the finalizer first, so that the deployed objects stay',
      }
    : {
        severity: 'caution',
        consequence: 'the objects that it deployed stay, but nothing manages them any more',
        hint: 'delete by hand what is no longer needed',
      };
}

const stoppedPods: Loss = {
  severity: 'outage',
  consequence: 'its pods stop',
  hint: 'make sure that nothing needs them, or that their replacement runs first',
};

const losses: Readonly<Record<string, (object: KubernetesObject) => Loss>> = {
  PersistentVolumeClaim: () => ({
    severity: 'data-loss',
    consequence: 'its volume is deleted with all data, unless the volume is retained',
    hint: backUp,
  }),
  'StatefulSet.apps': statefulSetLoss,
  'Cluster.postgresql.cnpg.io': () => ({
    severity: 'data-loss',
    consequence: 'the database is deleted with its volumes',
    hint: `${backUp}; a new Cluster can start from a backup`,
  }),
  Namespace: () => ({
    severity: 'data-loss',
    consequence: 'everything in it is deleted',
    hint: 'keep it, or first move what is still needed to another namespace',
  }),
  'CustomResourceDefinition.apiextensions.k8s.io': () => ({
    severity: 'data-loss',
    consequence: 'every object of this kind is deleted, in all namespaces',
    hint: 'keep it as long as there are objects of its kind',
  }),
  Secret: () => ({
    severity: 'data-loss',
    consequence: 'its values are lost unless they are stored elsewhere',
    hint: 'make sure that the values are stored elsewhere, and that nothing mounts it',
  }),
  'Application.argoproj.io': applicationLoss,
  'ApplicationSet.argoproj.io': () => ({
    severity: 'data-loss',
    consequence: 'its Applications are deleted, with everything that they deployed',
    hint: 'keep it, or set preserveResourcesOnDeletion first',
  }),
  'Deployment.apps': () => stoppedPods,
  'DaemonSet.apps': () => stoppedPods,
};

/** Whether an annotation of the object sets this sync option of Argo CD. */
const hasSyncOption = (object: KubernetesObject, option: string) =>
  (textAt(object, 'metadata', 'annotations', 'argocd.argoproj.io/sync-options') ?? '')
    .split(',')
    .some((each) => each.trim() === option);

/**
 * A note on annotations that seem to protect the object but do not: Argo CD (3.2) respects them when it deletes a whole
 * Application, but not when it prunes.
 */
function ineffectiveProtection(object: KubernetesObject): string {
  const isKept = textAt(object, 'metadata', 'annotations', 'helm.sh/resource-policy') === 'keep';
  const annotations = [
    ...(isKept ? ['helm.sh/resource-policy: keep'] : []),
    ...(hasSyncOption(object, 'Delete=false') ? ['Delete=false'] : []),
  ];
  return annotations.length === 0
    ? ''
    : ` (${annotations.join(' and ')} does not stop Argo CD from pruning it)`;
}

const unmanaged: FoundHazard = {
  severity: 'caution',
  reason: 'is no longer deployed, but stays because of Prune=false, and nothing manages it any more',
  hint: 'delete it by hand when it is no longer needed',
};

/** An object that holds data or runs pods is deleted, because it is removed or renamed. */
export const removed: Rule = ({ kind, before, origin }) => {
  const describeLoss = before && lookUp(losses, qualifiedKind(objectId(before)));
  if (before === undefined || describeLoss === undefined || (kind !== 'removed' && kind !== 'renamed'))
    return [];
  if (origin === 'application' && hasSyncOption(before, 'Prune=false')) return [unmanaged];
  const { severity, consequence, hint } = describeLoss(before);
  const what =
    kind === 'removed'
      ? 'is removed'
      : `is created under its new name, and ${objectTitle(objectId(before))} is removed`;
  return [
    {
      severity,
      reason: `${what}: ${consequence}${origin === 'application' ? ineffectiveProtection(before) : ''}`,
      hint,
    },
  ];
};
