import type { ApiObject } from 'cdk8s';
import { DockerConfigSecret } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { secretRef } from '../secret-ref.ts';
import { withoutDefaults } from './without-defaults.ts';

export interface RegistryPullSecretProps {
  readonly name: string;
  readonly namespace: string;
  /** Host and port of the registry. */
  readonly registry: string;
  readonly username: string;
  /** The key of the stack's config that holds the password. */
  readonly passwordKey: string;
}

/** The credentials with which the environment's pods pull their images (kubernetes.io/dockerconfigjson). */
export class RegistryPullSecret extends Construct {
  readonly apiObject: ApiObject;

  constructor(scope: Construct, id: string, props: RegistryPullSecretProps) {
    super(scope, id);
    const { name, namespace, registry, username, passwordKey } = props;
    const secret = new DockerConfigSecret(this, 'Resource', {
      metadata: { name, namespace },
      data: { auths: { [registry]: { username, password: secretRef(passwordKey, 'json') } } },
    });
    this.apiObject = withoutDefaults(secret, '/immutable');
  }
}
