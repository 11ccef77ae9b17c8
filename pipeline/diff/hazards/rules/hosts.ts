import { listAt, textAt, textsAt } from '../../compare/fields.ts';
import { apiGroup, objectId } from '../../manifests/object-id.ts';
import type { Hazard, KubernetesObject } from '../../model.ts';
import { listFirst } from '../differences.ts';
import type { Rule } from '../rule.ts';

/** The hosts that an Ingress, or a route of the Gateway API, answers for. */
function hostsOf(object: KubernetesObject | undefined): Set<string> {
  if (object?.kind === 'Ingress')
    return new Set(listAt(object, 'spec', 'rules').flatMap((rule) => textAt(rule, 'host') || []));
  const isRoute = object !== undefined && apiGroup(object.apiVersion) === 'gateway.networking.k8s.io';
  return new Set(isRoute ? textsAt(object, 'spec', 'hostnames') : []);
}

/** Hosts that nothing answers for any more. */
export const hostLost: Rule = ({ before, after }, sides) => {
  const lost = hostsOf(before).difference(hostsOf(after));
  if (lost.size === 0) return [];
  const served = new Set(sides.after.flatMap((object) => [...hostsOf(object)]));
  const unserved = [...lost.difference(served)];
  if (unserved.length === 0) return [];
  const come = [...hostsOf(after).difference(hostsOf(before))];
  return [
    {
      severity: 'outage',
      reason: `host: ${listFirst(unserved)} -> ${come.length === 0 ? '(none)' : listFirst(come)}`,
      hint: 'keep the old host beside the new one until nobody uses it any more',
    },
  ];
};

/** What one environment deploys. */
export interface Deployed {
  readonly environment: string;
  readonly objects: readonly KubernetesObject[];
}

/**
 * Hosts that two environments answer for, so that requests go to either: a hazard for every object that names one.
 */
export function findSharedHosts(
  environments: readonly Deployed[],
): { readonly environment: string; readonly hazard: Hazard }[] {
  const uses = environments.flatMap(({ environment, objects }) =>
    objects.flatMap((object) => [...hostsOf(object)].map((host) => ({ environment, object, host }))),
  );
  const byHost = Map.groupBy(uses, ({ host }) => host);
  return uses.flatMap(({ environment, object, host }) => {
    const others = new Set((byHost.get(host) ?? []).map((use) => use.environment));
    others.delete(environment);
    if (others.size === 0) return [];
    const hazard: Hazard = {
      severity: 'outage',
      rule: 'host-shared',
      object: objectId(object),
      reason: `host: ${host} is also taken by ${[...others].join(', ')}`,
      hint: 'give each environment a host of its own',
    };
    return [{ environment, hazard }];
  });
}
