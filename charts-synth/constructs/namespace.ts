import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Environment } from '../../model/environment.ts';

/** The environment's namespace, there before Argo CD deploys into it. */
export const createNamespace = (scope: Construct, { namespace }: Environment): ApiObject =>
  new ApiObject(scope, 'namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
