import { listAt, lookUp, textAt, textsAt } from '../../compare/fields.ts';
import { objectId, objectTitle } from '../../manifests/object-id.ts';
import type { KubernetesObject, Severity } from '../../model.ts';
import { type FoundHazard, qualifiedKind, type Rule } from '../rule.ts';

interface Loss {
  readonly severity: Severity;
  readonly loses: string;
  readonly hint: string;
}

const backup = 'back up the data, or keep the object under this name';

function lossOfStatefulSet(object: KubernetesObject): Loss {
  const claims = listAt(object, 'spec', 'volumeClaimTemplates').map(
    (claim) => textAt(claim, 'metadata', 'name') ?? '?',
  );
  if (claims.length === 0)
    return { severity: 'outage', loses: 'its pods stop', hint: 'make sure that nothing needs them' };
  const isDeleted =
    textAt(object, 'spec', 'persistentVolumeClaimRetentionPolicy', 'whenDeleted') === 'Delete';
  return {
    severity: 'data-loss',
    loses: `its pods stop, and the claims of ${claims.join(', ')} are ${isDeleted ? 'deleted with their data' : 'left behind with the data, used by nothing'}`,
    hint: backup,
  };
}

function lossOfApplication(object: KubernetesObject): Loss {
  const deletes = textsAt(object, 'metadata', 'finalizers').some((each) =>
    each.startsWith('resources-finalizer.argocd.argoproj.io'),
  );
  return deletes
    ? {
        severity: 'data-loss',
        loses: 'everything that it deployed is deleted with it (resources-finalizer)',
        hint: 'keep it under this name, or take the finalizer off first, so that what it deployed stays',
      }
    : {
        severity: 'caution',
        loses: 'what it deployed stays, and nothing manages it',
        hint: 'delete by hand what is no longer needed',
      };
}

const stops: Loss = {
  severity: 'outage',
  loses: 'its pods stop',
  hint: 'make sure that nothing needs them, or that what takes their place runs first',
};

const losses: Readonly<Record<string, (object: KubernetesObject) => Loss>> = {
  PersistentVolumeClaim: () => ({
    severity: 'data-loss',
    loses: 'its volume is deleted with all data, unless the volume is retained',
    hint: backup,
  }),
  'StatefulSet.apps': lossOfStatefulSet,
  'Cluster.postgresql.cnpg.io': () => ({
    severity: 'data-loss',
    loses: 'the database is deleted with its volumes',
    hint: `${backup}; a new Cluster can start from a backup`,
  }),
  Namespace: () => ({
    severity: 'data-loss',
    loses: 'everything in it is deleted',
    hint: 'keep it, or move out first what is still needed',
  }),
  'CustomResourceDefinition.apiextensions.k8s.io': () => ({
    severity: 'data-loss',
    loses: 'every object of this kind is deleted, in all namespaces',
    hint: 'keep it for as long as there are objects of its kind',
  }),
  Secret: () => ({
    severity: 'data-loss',
    loses: 'its values are lost where they are not kept elsewhere',
    hint: 'make sure that the values are kept elsewhere and that nothing mounts it',
  }),
  'Application.argoproj.io': lossOfApplication,
  'ApplicationSet.argoproj.io': () => ({
    severity: 'data-loss',
    loses: 'its Applications are deleted, with what they deployed',
    hint: 'keep it, or set preserveResourcesOnDeletion first',
  }),
  'Deployment.apps': () => stops,
  'DaemonSet.apps': () => stops,
};

/** An option of Argo CD that an object asks for by an annotation. */
const hasSyncOption = (object: KubernetesObject, option: string) =>
  (textAt(object, 'metadata', 'annotations', 'argocd.argoproj.io/sync-options') ?? '')
    .split(',')
    .some((each) => each.trim() === option);

/**
 * Annotations that are taken for a protection and are none here: Argo CD (3.2) regards them when it deletes a whole
 * Application, and not when it prunes.
 */
function falseHopes(object: KubernetesObject): string {
  const keeps = textAt(object, 'metadata', 'annotations', 'helm.sh/resource-policy') === 'keep';
  const hopes = [
    ...(keeps ? ['helm.sh/resource-policy: keep'] : []),
    ...(hasSyncOption(object, 'Delete=false') ? ['Delete=false'] : []),
  ];
  return hopes.length === 0 ? '' : ` (${hopes.join(' and ')} does not stop Argo CD from pruning it)`;
}

const stays: FoundHazard = {
  severity: 'caution',
  reason: 'is no longer deployed; it stays because of Prune=false, and nothing manages it',
  hint: 'delete it by hand once it is no longer needed',
};

/** What holds data, or runs, and is deleted because it is no longer there, or is there under another name. */
export const removed: Rule = ({ kind, before, origin }) => {
  const lossOf = before && lookUp(losses, qualifiedKind(objectId(before)));
  if (before === undefined || lossOf === undefined || (kind !== 'removed' && kind !== 'renamed')) return [];
  if (origin === 'application' && hasSyncOption(before, 'Prune=false')) return [stays];
  const { severity, loses, hint } = lossOf(before);
  const what =
    kind === 'removed'
      ? 'is removed'
      : `is a new object under this name, and ${objectTitle(objectId(before))} goes`;
  return [
    { severity, reason: `${what}: ${loses}${origin === 'application' ? falseHopes(before) : ''}`, hint },
  ];
};
