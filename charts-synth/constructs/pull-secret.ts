import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { type Application, registryHost } from '../../model/application.ts';
import type { Environment } from '../../model/environment.ts';

import { secretRef } from '../secret-ref.ts';

/** The credentials of the image registry in the environment's namespace (kubernetes.io/dockerconfigjson). */
export function createPullSecret(
  scope: Construct,
  application: Application,
  { namespace }: Environment,
  username: string,
): ApiObject {
  const registry = registryHost(application);
  const password = JSON.stringify(secretRef('ghcrToken', 'json'));
  return new ApiObject(scope, 'pull-secret', {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: application.pullSecret, namespace },
    type: 'kubernetes.io/dockerconfigjson',
    stringData: {
      '.dockerconfigjson': `{"auths":{${JSON.stringify(registry)}:{"username":${JSON.stringify(username)},"password":${password}}}}`,
    },
  });
}
