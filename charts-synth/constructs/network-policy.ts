import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Application } from '../../model/application.ts';
import type { Environment } from '../../model/environment.ts';

/**
 * Keeps the environments apart: pods take connections from every namespace but those of the other environments,
 * and from outside the cluster on the application's open ports.
 *
 * @param others namespaces of the other environments
 */
export function createNetworkPolicy(
  scope: Construct,
  { openPorts }: Application,
  { namespace }: Environment,
  others: readonly string[],
): ApiObject {
  const key = 'kubernetes.io/metadata.name';
  // Kubernetes refuses a NotIn of nothing.
  const elsewhere =
    others.length === 0 ? {} : { matchExpressions: [{ key, operator: 'NotIn', values: others }] };
  const devices = { from: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: openPorts };
  return new ApiObject(scope, 'network-policy', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'keep-environments-apart', namespace },
    spec: {
      podSelector: {},
      policyTypes: ['Ingress'],
      ingress: [
        { from: [{ namespaceSelector: elsewhere, podSelector: {} }] },
        ...(openPorts.length > 0 ? [devices] : []),
      ],
    },
  });
}
