import { type Fields, fieldsAt, listAt, textAt, textsAt } from '../../compare/fields.ts';
import { containersOf, podSpecOf } from '../../manifests/pod-specs.ts';
import type { KubernetesObject } from '../../model.ts';
import { listFirst } from '../differences.ts';
import type { Rule } from '../rule.ts';

/** What the containers of a pod may do beyond the ordinary, and what keeps each from doing so. */
interface Security {
  readonly powers: ReadonlySet<string>;
  readonly guards: ReadonlyMap<string, ReadonlySet<string>>;
}

function podPowers(pod: Fields): string[] {
  const hosts = ['hostNetwork', 'hostPID', 'hostIPC'].filter((field) => pod[field] === true);
  const paths = listAt(pod, 'volumes').flatMap((volume) => textAt(volume, 'hostPath', 'path') ?? []);
  return [...hosts.map((field) => `${field}: true`), ...paths.map((path) => `hostPath ${path}`)];
}

function powersOf(context: Fields): string[] {
  const flags = ['privileged', 'allowPrivilegeEscalation'].filter((field) => context[field] === true);
  return [
    ...flags.map((field) => `${field}: true`),
    ...textsAt(context, 'capabilities', 'add').map((each) => `capability ${each}`),
    ...(context['runAsUser'] === 0 ? ['runAsUser: 0'] : []),
    ...(textAt(context, 'seccompProfile', 'type') === 'Unconfined' ? ['seccompProfile: Unconfined'] : []),
  ];
}

const guardsOf = (context: Fields): string[] => [
  ...(context['runAsNonRoot'] === true ? ['runAsNonRoot: true'] : []),
  ...(context['allowPrivilegeEscalation'] === false ? ['allowPrivilegeEscalation: false'] : []),
  ...textsAt(context, 'capabilities', 'drop').map((each) => `capabilities.drop: ${each}`),
];

function securityOf(object: KubernetesObject | undefined): Security {
  const pod = object === undefined ? undefined : podSpecOf(object);
  if (pod === undefined) return { powers: new Set(), guards: new Map() };
  // What a container says goes before what its pod says.
  const contexts = containersOf(pod).map(({ name, fields }) => ({
    title: `container ${name}`,
    context: { ...fieldsAt(pod, 'securityContext'), ...fieldsAt(fields, 'securityContext') },
  }));
  return {
    powers: new Set([
      ...podPowers(pod),
      ...contexts.flatMap(({ title, context }) => powersOf(context).map((power) => `${title}: ${power}`)),
    ]),
    guards: new Map(contexts.map(({ title, context }) => [title, new Set(guardsOf(context))])),
  };
}

/** The guards that a container had and has no more; that it now has the power itself is said already. */
const lostGuards = (old: Security, current: Security) =>
  [...current.guards].flatMap(([title, guards]) =>
    [...(old.guards.get(title) ?? new Set<string>()).difference(guards)]
      .filter((guard) => !current.powers.has(`${title}: ${guard.replace(/false$/, 'true')}`))
      .map((guard) => `${title}: no longer ${guard}`),
  );

/** Pods that may do more than before, or a new object whose pods may do more than the ordinary. */
export const podPrivilegeGained: Rule = ({ before, after }) => {
  const [old, current] = [securityOf(before), securityOf(after)];
  const gained = [...current.powers.difference(old.powers), ...lostGuards(old, current)];
  if (gained.length === 0) return [];
  return [
    {
      severity: 'privilege',
      reason: `the pods gain: ${listFirst(gained)}`,
      hint: 'make sure that it is needed, and grant the least that does',
    },
  ];
};
