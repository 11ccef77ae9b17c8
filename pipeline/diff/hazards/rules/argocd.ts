import { type Fields, fieldAt, fieldsAt, isEqual, isFields, listAt } from '../../manifests/fields.ts';
import type { KubernetesObject } from '../../model.ts';
import { listFirst, showDifferences, showValue } from '../differences.ts';
import { type FoundHazard, qualifiedKind, type Rule } from '../rule.ts';

/** The settings of automated sync; empty if it is off. */
function automatedSync(object: KubernetesObject): Fields {
  const automated = fieldsAt(object, 'spec', 'syncPolicy', 'automated');
  return automated['enabled'] === false ? {} : automated;
}

const automation: Readonly<Record<string, Omit<FoundHazard, 'reason'> & { readonly means: string }>> = {
  prune: {
    severity: 'data-loss',
    means: 'objects that are in the cluster but not in the manifests are deleted at the next sync',
    hint: 'sync once with prune off and check what Argo CD would prune, then turn it on',
  },
  allowEmpty: {
    severity: 'data-loss',
    means: 'a release that renders nothing deletes everything',
    hint: 'leave it off',
  },
  selfHeal: {
    severity: 'caution',
    means: 'manual changes in the cluster are undone at once',
    hint: 'move manual changes into the release first',
  },
};

/** Automation of Argo CD is turned on. */
export const automationTurnedOn: Rule = ({ id, before, after }) => {
  if (qualifiedKind(id) !== 'Application.argoproj.io' || before === undefined || after === undefined)
    return [];
  return Object.entries(automation).flatMap(([field, { severity, means, hint }]) => {
    if (automatedSync(before)[field] === true || automatedSync(after)[field] !== true) return [];
    return [{ severity, reason: `spec.syncPolicy.automated.${field}: off -> on; ${means}`, hint }];
  });
};

/** An Application gets another destination, where it creates everything again, without the data. */
export const destinationMoved: Rule = ({ id, kind, before, after }) => {
  if (qualifiedKind(id) !== 'Application.argoproj.io' || kind !== 'changed') return [];
  const path = ['spec', 'destination'];
  const moved = showDifferences(path.join('.'), fieldAt(before, ...path), fieldAt(after, ...path));
  if (moved === '') return [];
  return [
    {
      severity: 'data-loss',
      reason: `${moved}; everything is created again there without its data, and the old objects are pruned or left behind`,
      hint: 'deploy to the new destination with a second Application, move the data, then remove the old one',
    },
  ];
};

const permissions = ['destinations', 'sourceRepos', 'sourceNamespaces', 'clusterResourceWhitelist'];

/** Whether an entry already allows the wanted one: it is equal, or has `*` in its place. */
function allows(entry: unknown, wanted: unknown): boolean {
  if (entry === '*' || isEqual(entry, wanted)) return true;
  return (
    isFields(entry) &&
    isFields(wanted) &&
    Object.keys(wanted).every((key) => key === 'name' || allows(entry[key], wanted[key]))
  );
}

/** An AppProject allows its Applications more sources, destinations or cluster-scoped kinds. */
export const projectWidened: Rule = ({ id, before, after }) => {
  if (qualifiedKind(id) !== 'AppProject.argoproj.io' || before === undefined) return [];
  return permissions.flatMap((field): FoundHazard[] => {
    const old = listAt(before, 'spec', field);
    const gained = listAt(after, 'spec', field).filter((each) => !old.some((entry) => allows(entry, each)));
    if (gained.length === 0) return [];
    return [
      {
        severity: 'privilege',
        reason: `spec.${field} gains: ${listFirst(gained.map(showValue))}`,
        hint: 'allow only what the application needs',
      },
    ];
  });
};
