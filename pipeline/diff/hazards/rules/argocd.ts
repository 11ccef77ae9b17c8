import { type Fields, fieldAt, fieldsAt, isEqual, isFields, listAt } from '../../compare/fields.ts';
import type { KubernetesObject } from '../../model.ts';
import { listFirst, showDifferences, showValue } from '../differences.ts';
import { type FoundHazard, qualifiedKind, type Rule } from '../rule.ts';

function automatedOf(object: KubernetesObject): Fields {
  const automated = fieldsAt(object, 'spec', 'syncPolicy', 'automated');
  return automated['enabled'] === false ? {} : automated;
}

const automation: Readonly<Record<string, Omit<FoundHazard, 'reason'> & { readonly means: string }>> = {
  prune: {
    severity: 'data-loss',
    means: 'what is in the cluster and not in the new manifests is deleted at the next sync',
    hint: 'sync once with prune off and look at what Argo CD would prune, then turn it on',
  },
  allowEmpty: {
    severity: 'data-loss',
    means: 'a release that renders nothing deletes everything',
    hint: 'leave it off',
  },
  selfHeal: {
    severity: 'caution',
    means: 'what was changed by hand is undone at once',
    hint: 'move the changes made by hand into the release first',
  },
};

/** Argo CD does by itself what it left to people before. */
export const automationTurnedOn: Rule = ({ id, before, after }) => {
  if (qualifiedKind(id) !== 'Application.argoproj.io' || before === undefined || after === undefined)
    return [];
  return Object.entries(automation).flatMap(([field, { severity, means, hint }]) => {
    if (automatedOf(before)[field] === true || automatedOf(after)[field] !== true) return [];
    return [{ severity, reason: `spec.syncPolicy.automated.${field}: off -> on; ${means}`, hint }];
  });
};

/** An Application that deploys to another place makes everything anew there, without its data. */
export const destinationMoved: Rule = ({ id, kind, before, after }) => {
  if (qualifiedKind(id) !== 'Application.argoproj.io' || kind !== 'changed') return [];
  const path = ['spec', 'destination'];
  const moved = showDifferences(path.join('.'), fieldAt(before, ...path), fieldAt(after, ...path));
  if (moved === '') return [];
  return [
    {
      severity: 'data-loss',
      reason: `${moved}; everything is made anew there, and what ran before is pruned or left behind`,
      hint: 'deploy the new place as an Application of its own, move the data, then remove the old one',
    },
  ];
};

const permissions = ['destinations', 'sourceRepos', 'sourceNamespaces', 'clusterResourceWhitelist'];

/** Whether what is wanted was allowed: the same, or by a `*` in its place. */
function allows(entry: unknown, wanted: unknown): boolean {
  if (entry === '*' || isEqual(entry, wanted)) return true;
  return (
    isFields(entry) &&
    isFields(wanted) &&
    Object.keys(wanted).every((key) => key === 'name' || allows(entry[key], wanted[key]))
  );
}

/** A project whose Applications may deploy more, from more places, or to more places. */
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
