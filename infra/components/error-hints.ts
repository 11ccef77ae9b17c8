import * as pulumi from '@pulumi/pulumi';
import type { Application } from '../../model/application.ts';
import type { Environment } from '../../model/environment.ts';

/** The hint for an error of the Kubernetes provider with a resource (`Kind/name`); undefined for an unknown error. */
export function hintFor(
  resource: string,
  error: string,
  { argocd }: Application,
  environment: Environment,
): string | undefined {
  const { name, application, namespace, timeout } = environment;
  if (
    /no matches for kind "(Application|AppProject)"|argoproj\.io.*could not find the requested resource/.test(
      error,
    )
  ) {
    return `Argo CD is not installed in this cluster: install it (its kinds Application and AppProject are missing), then run pulumi up again.`;
  }
  if (/being terminated|object is being deleted/.test(error)) {
    return `The namespace ${namespace} is being deleted: wait until it is gone (kubectl get namespace ${namespace}), then run pulumi up again.`;
  }
  if (/already exists/.test(error)) {
    return `${resource} exists already. To take it over as it is, add adopt: ['${resource}'] to environments/${name}.ts and run pulumi up; then remove it again, and pulumi preview shows what would change.`;
  }
  if (/timed out waiting for the condition/.test(error)) {
    return `Argo CD did not bring ${application} to Synced and Healthy within ${timeout}: kubectl -n ${argocd.namespace} describe application ${application}, and kubectl -n ${namespace} get pods, say why.`;
  }
  return undefined;
}

/** A hook that logs a hint for an error of a resource; nothing is retried. */
export const createErrorHintHook = (application: Application, environment: Environment): pulumi.ErrorHook =>
  new pulumi.ErrorHook('remedy', async ({ name, errors: [newest = ''] }) => {
    const hint = hintFor(name, newest, application, environment);
    // Pulumi may end as soon as the hook returns, so the message must be sent before.
    if (hint !== undefined) await pulumi.log.error(hint);
    return false;
  });
