import { listAt, textAt, textsAt } from '../../manifests/fields.ts';
import type { KubernetesObject } from '../../model.ts';
import { listFirst } from '../differences.ts';
import { qualifiedKind, type Rule } from '../rule.ts';

/** One rule of a role. An empty list of names means all names. */
interface Grant {
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly names: readonly string[];
}

const roles = new Set(['Role.rbac.authorization.k8s.io', 'ClusterRole.rbac.authorization.k8s.io']);
const bindings = new Set([
  'RoleBinding.rbac.authorization.k8s.io',
  'ClusterRoleBinding.rbac.authorization.k8s.io',
]);

/** The rules of a role. Non-resource URLs are treated as resources without a group. */
const readGrants = (object: KubernetesObject | undefined): Grant[] =>
  listAt(object, 'rules').map((rule) => {
    const paths = textsAt(rule, 'nonResourceURLs');
    return {
      groups: paths.length > 0 ? [''] : textsAt(rule, 'apiGroups'),
      resources: paths.length > 0 ? paths : textsAt(rule, 'resources'),
      verbs: textsAt(rule, 'verbs'),
      names: textsAt(rule, 'resourceNames'),
    };
  });

/** Splits a grant into one for each combination of group, resource and verb. */
const splitGrant = ({ groups, resources, verbs, names }: Grant): Grant[] =>
  groups.flatMap((group) =>
    resources.flatMap((resource) =>
      verbs.map((verb) => ({ groups: [group], resources: [resource], verbs: [verb], names })),
    ),
  );

const includesAll = (list: readonly string[], wanted: readonly string[]) =>
  list.includes('*') || wanted.every((each) => list.includes(each));

const covers = (grant: Grant, wanted: Grant) =>
  includesAll(grant.groups, wanted.groups) &&
  includesAll(grant.resources, wanted.resources) &&
  includesAll(grant.verbs, wanted.verbs) &&
  (grant.names.length === 0 ||
    (wanted.names.length > 0 && wanted.names.every((name) => grant.names.includes(name))));

const dangerous = new Set(['*', 'escalate', 'bind', 'impersonate']);
const isDangerous = ({ resources, verbs, groups }: Grant) =>
  [...verbs, ...resources, ...groups].some((each) => dangerous.has(each)) || resources.includes('secrets');

const formatGrant = ({ groups: [group = ''], resources: [resource], verbs: [verb], names }: Grant) =>
  `${verb} ${resource}${group === '' ? '' : `.${group}`}${names.length === 0 ? '' : ` (${names.join(', ')})`}`;

/** A role allows something that it did not allow before. */
export const roleWidened: Rule = ({ id, before, after }) => {
  if (!roles.has(qualifiedKind(id))) return [];
  const old = readGrants(before);
  const gained = readGrants(after)
    .flatMap(splitGrant)
    .filter((wanted) => !old.some((grant) => covers(grant, wanted)))
    .toSorted((a, b) => Number(isDangerous(b)) - Number(isDangerous(a)));
  if (gained.length === 0) return [];
  return [
    {
      severity: 'privilege',
      reason: `the role gains: ${listFirst([...new Set(gained.map(formatGrant))])}`,
      hint: 'make sure that each of them is needed, and name resources and verbs instead of *',
    },
  ];
};

/** `ServiceAccount demo/runner`, `User joe`. */
const subjectsOf = (object: KubernetesObject | undefined) =>
  new Set(
    listAt(object, 'subjects').map((subject) =>
      [
        textAt(subject, 'kind'),
        [textAt(subject, 'namespace'), textAt(subject, 'name')].filter(Boolean).join('/'),
      ].join(' '),
    ),
  );

/** A role is bound to a subject that did not have it before. */
export const roleGranted: Rule = ({ id, before, after }) => {
  if (!bindings.has(qualifiedKind(id))) return [];
  const role = textAt(after, 'roleRef', 'name') ?? '?';
  const isSameRole = textAt(before, 'roleRef', 'name') === role;
  const subjects = [...subjectsOf(after).difference(isSameRole ? subjectsOf(before) : new Set())];
  if (subjects.length === 0) return [];
  const isAdmin = role === 'cluster-admin';
  return [
    {
      severity: 'privilege',
      reason: `${listFirst(subjects)} gets the role ${role}${isAdmin ? ', which allows everything' : ''}`,
      hint: isAdmin ? 'bind a role that allows only what is needed' : 'make sure that the role is needed',
    },
  ];
};
