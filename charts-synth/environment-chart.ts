import { type ApiObject, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { registryHost } from '../model/application.ts';
import type { Environment } from '../model/environment.ts';
import { UserError } from '../model/errors.ts';
import type { HelmValues } from '../model/helm-values.ts';
import type { Pipeline } from '../model/pipeline.ts';
import { deployEventToken, registryToken, type StackConfig } from '../stack/stack-config.ts';
import { adoptionFaults } from './adoption.ts';
import { ArgoCdApplication } from './constructs/argocd-application.ts';
import { ChartRepositorySecret } from './constructs/chart-repository-secret.ts';
import { DeployEventNotifications } from './constructs/deploy-event-notifications.ts';
import { EnvironmentNamespace } from './constructs/environment-namespace.ts';
import { EnvironmentProject } from './constructs/environment-project.ts';
import { IsolationPolicy } from './constructs/isolation-policy.ts';
import { RegistryPullSecret } from './constructs/registry-pull-secret.ts';
import { notificationSettings, subscription } from './deploy-event.ts';
import { applicationSource, nativeRepository } from './source.ts';
import { addFaults, findChartFaults } from './validation.ts';
import { findValuesFaults, valuesOf } from './values.ts';
import { waitFor } from './wait.ts';

export interface EnvironmentChartProps {
  readonly pipeline: Pipeline;
  readonly environment: Environment;
  /** The config of the environment's stack: its pin, and whether it has credentials for the registry. */
  readonly config: StackConfig;
}

/**
 * All Kubernetes objects of one environment, defined only here. Faults are reported by the chart's validation, not
 * thrown.
 */
export class EnvironmentChart extends Chart {
  /** The environment's Helm values at its pin. */
  readonly values: HelmValues;

  constructor(scope: Construct, id: string, props: EnvironmentChartProps) {
    super(scope, id, { disableResourceNameHashes: true });
    const { pipeline, environment, config } = props;
    const { application } = pipeline;
    const { argocd, chart } = application;
    const { ghcrUsername: username, pin } = config;
    this.values = valuesOf(environment, pin);
    const self = this;

    const namespace = createNamespace();
    const prerequisites = [
      createProject(),
      createNetworkPolicy(),
      ...(username === undefined ? [] : createCredentials(username)),
      ...(environment.deployEvent ? createNotifications() : []),
    ];
    const argoApplication = createApplication();
    orderAndOwn();
    addFaults(this, () => findValuesFaults(application, environment, this.values));
    addFaults(this, () => adoptionFaults(this, environment));

    function createNamespace(): ApiObject {
      return new EnvironmentNamespace(self, 'namespace', { name: environment.namespace }).apiObject;
    }

    function createProject(): ApiObject {
      return new EnvironmentProject(self, 'project', {
        name: environment.application,
        namespace: argocd.namespace,
        description: `${application.name} in ${environment.name}`,
        sourceRepositories: environment.git
          ? [environment.git.repoURL]
          : [chart.registry, nativeRepository(application)],
        destination: { server: argocd.server, namespace: environment.namespace },
        clusterScopedKinds: application.clusterScopedKinds,
      }).apiObject;
    }

    function createNetworkPolicy(): ApiObject {
      const others = pipeline.environments.filter((other) => other !== environment);
      return new IsolationPolicy(self, 'network-policy', {
        namespace: environment.namespace,
        otherNamespaces: others.map((other) => other.namespace),
        openPorts: application.openPorts,
      }).apiObject;
    }

    /** Secrets for Argo CD, one for each form of the chart's address, and for the pods. */
    function createCredentials(username: string): ApiObject[] {
      const login = { username, passwordKey: registryToken };
      const repository = { namespace: argocd.namespace, project: environment.application, ...login };
      return [
        new ChartRepositorySecret(self, 'chart-repository', {
          ...repository,
          name: `${environment.application}-chart-repository`,
          repository: { type: 'helm', enableOCI: 'true', name: chart.name, url: chart.registry },
        }).apiObject,
        new ChartRepositorySecret(self, 'chart-oci', {
          ...repository,
          name: `${environment.application}-chart-oci`,
          repository: { type: 'oci', url: nativeRepository(application) },
        }).apiObject,
        new RegistryPullSecret(self, 'pull-secret', {
          name: application.pullSecret,
          namespace: environment.namespace,
          registry: registryHost(application),
          ...login,
        }).apiObject,
      ];
    }

    function createNotifications(): readonly ApiObject[] {
      const tokenKey = `${environment.application}-event-token`;
      return new DeployEventNotifications(self, 'notifications', {
        namespace: argocd.namespace,
        settings: notificationSettings(application, environment, tokenKey, config.github?.baseUrl),
        tokenKey,
        tokenConfigKey: deployEventToken,
      }).apiObjects;
    }

    function createApplication(): ApiObject {
      const source = applicationSource(application, environment, pin, self.values);
      return new ArgoCdApplication(self, 'application', {
        name: environment.application,
        namespace: argocd.namespace,
        project: environment.application,
        source,
        destination: { server: argocd.server, namespace: environment.namespace },
        prune: environment.prune,
        annotations: {
          'pulumi.com/waitFor': waitFor(environment, pin, source.name),
          ...(environment.deployEvent ? subscription(environment, pin) : {}),
        },
      }).apiObject;
    }

    function orderAndOwn(): void {
      argoApplication.addDependency(namespace, ...prerequisites);
      for (const object of prerequisites)
        if (object.metadata.namespace === environment.namespace) object.addDependency(namespace);
      // The program owns these objects: a manual edit or a previous owner must not block an update.
      for (const object of [namespace, ...prerequisites, argoApplication])
        object.metadata.addAnnotation('pulumi.com/patchForce', 'true');
    }
  }
}

/**
 * Builds the chart of an environment.
 *
 * @throws UserError with all faults that its validation reports
 */
export function buildEnvironmentChart(scope: Construct, props: EnvironmentChartProps): EnvironmentChart {
  const chart = new EnvironmentChart(scope, props.environment.name, props);
  const faults = findChartFaults(chart);
  if (faults.length > 0) throw new UserError(faults);
  return chart;
}
