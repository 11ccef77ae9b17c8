import type { ApiObject } from 'cdk8s';
import {
  LabelExpression,
  Namespaces,
  NetworkPolicy,
  NetworkPolicyIpBlock,
  NetworkPolicyPort,
  Pods,
} from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { withoutDefaults } from './without-defaults.ts';

export interface IsolationPolicyProps {
  readonly namespace: string;
  /** Namespaces whose pods may not connect: those of the other environments. */
  readonly otherNamespaces: readonly string[];
  /**
   * Ports that are open to every address, inside and outside of the cluster.
   *
   * @default - none
   */
  readonly openPorts?: readonly { readonly port: number; readonly protocol: 'TCP' | 'UDP' }[];
}

/**
 * Isolates the environments: pods accept connections from every namespace except those of the other environments, and
 * from every address on the open ports.
 */
export class IsolationPolicy extends Construct {
  readonly apiObject: ApiObject;

  constructor(scope: Construct, id: string, props: IsolationPolicyProps) {
    super(scope, id);
    const { namespace, otherNamespaces, openPorts = [] } = props;
    const policy = new NetworkPolicy(this, 'Resource', {
      metadata: { name: 'keep-environments-apart', namespace },
      selector: Pods.all(this, 'AllPods'),
    });
    policy.addIngressRule(Pods.all(this, 'AllowedPods', { namespaces: allowedNamespaces(this) }));
    if (openPorts.length > 0) {
      const ports = openPorts.map(({ port, protocol }) => NetworkPolicyPort[portOf[protocol]](port));
      policy.addIngressRule(NetworkPolicyIpBlock.anyIpv4(this, 'AnyAddress'), ports);
    }
    this.apiObject = withoutDefaults(policy, '/spec/ingress/0/ports');

    function allowedNamespaces(self: Construct): Namespaces {
      // Kubernetes refuses the operator NotIn with an empty list.
      if (otherNamespaces.length === 0) return Namespaces.all(self, 'AllNamespaces');
      const isOther = LabelExpression.notIn('kubernetes.io/metadata.name', [...otherNamespaces]);
      return Namespaces.select(self, 'AllowedNamespaces', { expressions: [isOther] });
    }
  }
}

const portOf = { TCP: 'tcp', UDP: 'udp' } as const;
