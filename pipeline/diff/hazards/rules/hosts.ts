import { listAt, textAt, textsAt } from '../../manifests/fields.ts';
import { apiGroup, objectId } from '../../manifests/object-id.ts';
import type { Hazard, KubernetesObject } from '../../model.ts';
import { listFirst } from '../differences.ts';
import type { Rule } from '../rule.ts';

/** The hosts that an Ingress, or a route of the Gateway API, serves. */
function hostsOf(object: KubernetesObject | undefined): Set<string> {
  if (object?.kind === 'Ingress')
    return new Set(listAt(object, 'spec', 'rules').flatMap((rule) => textAt(rule, 'host') || []));
  const isRoute = object !== undefined && apiGroup(object.apiVersion) === 'gateway.networking.k8s.io';
  return new Set(isRoute ? textsAt(object, 'spec', 'hostnames') : []);
}

/** A host is no longer served by any object. */
export const hostLost: Rule = ({ before, after }, sides) => {
  const lost = hostsOf(before).difference(hostsOf(after));
  if (lost.size === 0) return [];
  const served = new Set(sides.after.flatMap((object) => [...hostsOf(object)]));
  const unserved = [...lost.difference(served)];
  if (unserved.length === 0) return [];
  const added = [...hostsOf(after).difference(hostsOf(before))];
  return [
    {
      severity: 'outage',
      reason: `host: ${listFirst(unserved)} -> ${added.length === 0 ? '(none)' : listFirst(added)}`,
      hint: 'keep the old host in addition to the new one until nobody uses it any more',
    },
  ];
};

/** The objects that one environment deploys. */
export interface DeployedEnvironment {
  readonly environment: string;
  readonly objects: readonly KubernetesObject[];
}

/**
 * Finds hosts that several environments serve, so that a request may reach either of them.
 *
 * @returns a hazard for each object with such a host
 */
export function findSharedHosts(
  environments: readonly DeployedEnvironment[],
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
      reason: `host: ${host} is also used by ${[...others].join(', ')}`,
      hint: 'give each environment its own host',
    };
    return [{ environment, hazard }];
  });
}
