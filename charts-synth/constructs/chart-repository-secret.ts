import type { ApiObject } from 'cdk8s';
import { Secret } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { secretRef } from '../secret-ref.ts';
import { withoutDefaults } from './without-defaults.ts';

export interface ChartRepositorySecretProps {
  readonly name: string;
  /** The namespace that Argo CD runs in. */
  readonly namespace: string;
  /** The AppProject that may use the credentials. */
  readonly project: string;
  readonly username: string;
  /** The key of the stack's config that holds the password. */
  readonly passwordKey: string;
  /** The fields that identify the repository: `type`, `url` and the like. */
  readonly repository: Readonly<Record<string, string>>;
}

/** Argo CD's credentials for the repository of a chart, scoped to one AppProject. */
export class ChartRepositorySecret extends Construct {
  readonly apiObject: ApiObject;

  constructor(scope: Construct, id: string, props: ChartRepositorySecretProps) {
    super(scope, id);
    const { name, namespace, project, username, passwordKey, repository } = props;
    const secret = new Secret(this, 'Resource', {
      metadata: { name, namespace, labels: { 'argocd.argoproj.io/secret-type': 'repository' } },
      stringData: { ...repository, project, username, password: secretRef(passwordKey) },
    });
    this.apiObject = withoutDefaults(secret, '/immutable');
  }
}
