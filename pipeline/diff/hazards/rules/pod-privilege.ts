import { type Fields, fieldsAt, listAt, textAt, textsAt } from '../../manifests/fields.ts';
import { containersOf, podSpecOf } from '../../manifests/pod-specs.ts';
import type { KubernetesObject } from '../../model.ts';
import { listFirst } from '../differences.ts';
import type { Rule } from '../rule.ts';

/** The security settings of a pod and its containers. */
interface PodSecurity {
  /** Settings that give more privileges than usual. */
  readonly privileges: ReadonlySet<string>;
  /** Settings that take privileges away, by container. */
  readonly restrictions: ReadonlyMap<string, ReadonlySet<string>>;
}

function podPrivileges(pod: Fields): string[] {
  const hosts = ['hostNetwork', 'hostPID', 'hostIPC'].filter((field) => pod[field] === true);
  const paths = listAt(pod, 'volumes').flatMap((volume) => textAt(volume, 'hostPath', 'path') ?? []);
  return [...hosts.map((field) => `${field}: true`), ...paths.map((path) => `hostPath ${path}`)];
}

function contextPrivileges(context: Fields): string[] {
  const flags = ['privileged', 'allowPrivilegeEscalation'].filter((field) => context[field] === true);
  return [
    ...flags.map((field) => `${field}: true`),
    ...textsAt(context, 'capabilities', 'add').map((each) => `capability ${each}`),
    ...(context['runAsUser'] === 0 ? ['runAsUser: 0'] : []),
    ...(textAt(context, 'seccompProfile', 'type') === 'Unconfined' ? ['seccompProfile: Unconfined'] : []),
  ];
}

const contextRestrictions = (context: Fields): string[] => [
  ...(context['runAsNonRoot'] === true ? ['runAsNonRoot: true'] : []),
  ...(context['allowPrivilegeEscalation'] === false ? ['allowPrivilegeEscalation: false'] : []),
  ...textsAt(context, 'capabilities', 'drop').map((each) => `capabilities.drop: ${each}`),
];

function readPodSecurity(object: KubernetesObject | undefined): PodSecurity {
  const pod = object === undefined ? undefined : podSpecOf(object);
  if (pod === undefined) return { privileges: new Set(), restrictions: new Map() };
  // The settings of a container override those of its pod.
  const contexts = containersOf(pod).map(({ name, fields }) => ({
    title: `container ${name}`,
    context: { ...fieldsAt(pod, 'securityContext'), ...fieldsAt(fields, 'securityContext') },
  }));
  return {
    privileges: new Set([
      ...podPrivileges(pod),
      ...contexts.flatMap(({ title, context }) =>
        contextPrivileges(context).map((privilege) => `${title}: ${privilege}`),
      ),
    ]),
    restrictions: new Map(
      contexts.map(({ title, context }) => [title, new Set(contextRestrictions(context))]),
    ),
  };
}

/** The restrictions that a container loses, unless the opposite privilege is reported already. */
const lostRestrictions = (old: PodSecurity, current: PodSecurity) =>
  [...current.restrictions].flatMap(([title, restrictions]) =>
    [...(old.restrictions.get(title) ?? new Set<string>()).difference(restrictions)]
      .filter((each) => !current.privileges.has(`${title}: ${each.replace(/false$/, 'true')}`))
      .map((each) => `${title}: no longer ${each}`),
  );

/** Pods get more privileges than before; or the pods of a new object get more than usual. */
export const podPrivilegeGained: Rule = ({ before, after }) => {
  const [old, current] = [readPodSecurity(before), readPodSecurity(after)];
  const gained = [...current.privileges.difference(old.privileges), ...lostRestrictions(old, current)];
  if (gained.length === 0) return [];
  return [
    {
      severity: 'privilege',
      reason: `the pods gain: ${listFirst(gained)}`,
      hint: 'make sure that they are needed, and grant as little as possible',
    },
  ];
};
