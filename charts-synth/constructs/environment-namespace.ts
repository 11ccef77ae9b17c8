import type { ApiObject } from 'cdk8s';
import { Namespace } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { withoutDefaults } from './without-defaults.ts';

export interface EnvironmentNamespaceProps {
  readonly name: string;
}

/** The environment's namespace, which exists before Argo CD deploys into it. */
export class EnvironmentNamespace extends Construct {
  readonly apiObject: ApiObject;

  constructor(scope: Construct, id: string, { name }: EnvironmentNamespaceProps) {
    super(scope, id);
    this.apiObject = withoutDefaults(new Namespace(this, 'Resource', { metadata: { name } }), '/spec');
  }
}
