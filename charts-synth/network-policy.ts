import { ApiObject } from 'cdk8s';
import {
  LabelExpression,
  Namespaces,
  NetworkPolicy,
  NetworkPolicyIpBlock,
  NetworkPolicyPort,
  NetworkProtocol,
  Pods,
} from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { Application, Environment } from '../environments/schema.ts';

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
  // Kubernetes refuses a NotIn of nothing.
  const inCluster = Namespaces.select(scope, 'allowed-namespaces', {
    expressions: others.length > 0 ? [LabelExpression.notIn('kubernetes.io/metadata.name', [...others])] : [],
  });
  const devices = NetworkPolicyIpBlock.anyIpv4(scope, 'devices');
  const ports = openPorts.map(({ port, protocol }) =>
    NetworkPolicyPort.of({ port, protocol: NetworkProtocol[protocol] }),
  );
  const policy = new NetworkPolicy(scope, 'network-policy', {
    metadata: { name: 'keep-environments-apart', namespace },
    selector: Pods.all(scope, 'pods'),
    ingress: { rules: [{ peer: inCluster }, ...(ports.length > 0 ? [{ peer: devices, ports }] : [])] },
  });
  return ApiObject.of(policy);
}
