import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Application } from '../../model/application.ts';
import type { Environment } from '../../model/environment.ts';
import type { Pin } from '../../model/pin.ts';

import { Application as ArgoApplication } from '../imports/argoproj.io.js';
import { source } from '../source.ts';
import { helmValues } from '../values.ts';
import { waitFor } from '../wait.ts';
import { subscription } from './notifications.ts';

// What Argo CD leaves out when it writes an Application back (what is false, the empty name of the core group) is left
// out here too: it would own the rest, and every `pulumi up` would find a difference.
const syncPolicy = ({ prune }: Environment) => ({
  automated: { ...(prune ? { prune } : {}), selfHeal: true },
  syncOptions: ['CreateNamespace=true', 'SkipDryRunOnMissingResource=true', 'RespectIgnoreDifferences=true'],
  retry: { limit: 5, backoff: { duration: '5s', factor: 2, maxDuration: '3m' } },
});

const ignoreDifferences = [
  { kind: 'PersistentVolumeClaim', jsonPointers: ['/status'] },
  { group: 'postgresql.cnpg.io', kind: 'Cluster', jsonPointers: ['/spec/instances', '/spec/storage/size'] },
];

/** The Argo CD Application that deploys the environment's pin. */
export function createArgoApplication(
  scope: Construct,
  application: Application,
  environment: Environment,
  pin: Pin,
): ApiObject {
  const from = source(application, environment, pin, helmValues(application, environment, pin));
  return new ArgoApplication(scope, 'application', {
    metadata: {
      name: environment.application,
      namespace: application.argocd.namespace,
      finalizers: ['resources-finalizer.argocd.argoproj.io'],
      annotations: {
        'pulumi.com/waitFor': waitFor(environment, pin, from.name),
        ...(environment.deployEvent ? subscription(environment, pin) : {}),
      },
    },
    spec: {
      project: environment.application,
      source: from,
      destination: { server: application.argocd.server, namespace: environment.namespace },
      syncPolicy: syncPolicy(environment),
      ignoreDifferences,
    },
  });
}
