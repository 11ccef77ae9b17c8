import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Environment } from '../model/environment.ts';
import type { Pipeline } from '../model/pipeline.ts';

import type { StackConfig } from '../stack/stack-config.ts';
import { createAppProject } from './constructs/app-project.ts';
import { createArgoApplication } from './constructs/argocd-application.ts';
import { createNamespace } from './constructs/namespace.ts';
import { createNetworkPolicy } from './constructs/network-policy.ts';
import { createNotifications } from './constructs/notifications.ts';
import { createPullSecret } from './constructs/pull-secret.ts';
import { createRepositoryCredentials } from './constructs/repository-credentials.ts';

/** Everything that Kubernetes needs for one environment: the only definition of these objects. */
export class EnvironmentChart extends Chart {
  constructor(scope: Construct, pipeline: Pipeline, environment: Environment, config: StackConfig) {
    super(scope, environment.name, { disableResourceNameHashes: true });
    const { application, environments } = pipeline;
    const others = environments.filter((other) => other !== environment).map(({ namespace }) => namespace);

    const namespace = createNamespace(this, environment);
    const project = createAppProject(this, application, environment);
    const networkPolicy = createNetworkPolicy(this, application, environment, others);
    const credentials =
      config.ghcrUsername === undefined
        ? []
        : [
            ...createRepositoryCredentials(this, application, environment, config.ghcrUsername),
            createPullSecret(this, application, environment, config.ghcrUsername),
          ];
    const notifications = environment.deployEvent
      ? createNotifications(this, application, environment, config.github?.baseUrl)
      : [];
    const argoApplication = createArgoApplication(this, application, environment, config.pin);

    const prerequisites = [namespace, project, networkPolicy, ...credentials, ...notifications];
    argoApplication.addDependency(...prerequisites);
    // The program owns these objects: neither an edit by hand nor the old owner of an adopted one blocks a rollback.
    for (const object of [...prerequisites, argoApplication]) {
      object.metadata.addAnnotation('pulumi.com/patchForce', 'true');
    }
    for (const object of prerequisites) {
      if (object !== namespace && object.metadata.namespace === environment.namespace)
        object.addDependency(namespace);
    }
  }
}
