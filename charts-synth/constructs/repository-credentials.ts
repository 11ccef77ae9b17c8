import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Application } from '../../model/application.ts';
import type { Environment } from '../../model/environment.ts';

import { secretRef } from '../secret-ref.ts';
import { classicRepository, nativeRepository } from '../source.ts';

/**
 * Argo CD's credentials for the chart, one Secret for each form of the repository's address, scoped to the
 * environment's AppProject.
 */
export function createRepositoryCredentials(
  scope: Construct,
  application: Application,
  environment: Environment,
  username: string,
): ApiObject[] {
  const secret = (id: string, stringData: Record<string, string>) =>
    new ApiObject(scope, id, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: `${environment.application}-${id}`,
        namespace: application.argocd.namespace,
        labels: { 'argocd.argoproj.io/secret-type': 'repository' },
      },
      stringData: {
        ...stringData,
        project: environment.application,
        username,
        password: secretRef('ghcrToken'),
      },
    });
  return [
    secret('chart-repository', {
      type: 'helm',
      enableOCI: 'true',
      name: application.chart.name,
      url: classicRepository(application),
    }),
    secret('chart-oci', { type: 'oci', url: nativeRepository(application) }),
  ];
}
