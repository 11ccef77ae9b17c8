import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Application } from '../../model/application.ts';
import type { Environment } from '../../model/environment.ts';

import { AppProject } from '../imports/argoproj.io.js';
import { classicRepository, nativeRepository } from '../source.ts';

/** An AppProject that allows the environment its own chart, its own namespace and the listed cluster-scoped kinds. */
export const createAppProject = (
  scope: Construct,
  application: Application,
  environment: Environment,
): ApiObject =>
  new AppProject(scope, 'project', {
    metadata: { name: environment.application, namespace: application.argocd.namespace },
    spec: {
      description: `${application.name} in ${environment.name}`,
      sourceRepos: environment.git
        ? [environment.git.repoURL]
        : [classicRepository(application), nativeRepository(application)],
      destinations: [{ server: application.argocd.server, namespace: environment.namespace }],
      clusterResourceWhitelist: [...application.clusterScopedKinds],
    },
  });
