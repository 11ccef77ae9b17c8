import { fieldAt, lookUp } from '../../manifests/fields.ts';
import { type FoundHazard, qualifiedKind, type Rule } from '../rule.ts';

const replicaFields: Readonly<Record<string, string>> = {
  'Deployment.apps': 'replicas',
  'StatefulSet.apps': 'replicas',
  'ReplicaSet.apps': 'replicas',
  'HorizontalPodAutoscaler.autoscaling': 'minReplicas',
};

/** A workload is scaled to zero. Without a number of replicas, Kubernetes runs one. */
export const scaledToZero: Rule = ({ id, before, after }): FoundHazard[] => {
  const field = lookUp(replicaFields, qualifiedKind(id));
  if (field === undefined || before === undefined || after === undefined) return [];
  const [from, to] = [fieldAt(before, 'spec', field) ?? 1, fieldAt(after, 'spec', field) ?? 1];
  if (from === 0 || to !== 0) return [];
  return [
    {
      severity: 'outage',
      reason: `spec.${field}: ${from} -> 0`,
      hint: 'keep at least one replica, or make sure that nothing needs it',
    },
  ];
};
