import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { AppProject } from '../imports/argoproj.io.js';

export interface EnvironmentProjectProps {
  readonly name: string;
  /** The namespace that Argo CD runs in. */
  readonly namespace: string;
  readonly description: string;
  readonly sourceRepositories: readonly string[];
  readonly destination: { readonly server: string; readonly namespace: string };
  readonly clusterScopedKinds: readonly { readonly group: string; readonly kind: string }[];
}

/** An AppProject that allows one environment its own chart, its own namespace and the listed cluster-scoped kinds. */
export class EnvironmentProject extends Construct {
  readonly apiObject: ApiObject;

  constructor(scope: Construct, id: string, props: EnvironmentProjectProps) {
    super(scope, id);
    this.apiObject = new AppProject(this, 'Resource', {
      metadata: { name: props.name, namespace: props.namespace },
      spec: {
        description: props.description,
        sourceRepos: [...props.sourceRepositories],
        destinations: [props.destination],
        clusterResourceWhitelist: [...props.clusterScopedKinds],
      },
    });
  }
}
