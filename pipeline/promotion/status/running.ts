import { z } from 'zod';
import type { Application } from '../../../model/application.ts';
import type { Environment } from '../../../model/environment.ts';
import { RemoteError, userError } from '../../../model/errors.ts';
import { readStackFile } from '../../../stack/stack-file.ts';
import { ProcessError, runProcess } from '../../process/run-process.ts';

/** The state of an environment's Argo CD Application. */
export interface Running {
  /** What it runs: a version, the digest of a chart, or a commit. */
  readonly revision: string;
  readonly sync: string;
  readonly health: string;
  /** Since when: RFC 3339, UTC. */
  readonly since?: string;
}

const applicationSchema = z.object({
  status: z
    .object({
      sync: z.object({ status: z.string(), revision: z.string().optional() }).optional(),
      health: z.object({ status: z.string().optional() }).optional(),
      history: z.array(z.object({ revision: z.string().optional(), deployedAt: z.string() })).optional(),
    })
    .optional(),
});

/** @param json an Application, from `kubectl get --output=json` */
export function parseRunning(json: string): Running {
  const { status } = applicationSchema.parse(JSON.parse(json));
  const revision = status?.sync?.revision ?? '';
  const deployed = status?.history?.findLast((entry) => entry.revision === revision)?.deployedAt;
  return {
    revision,
    sync: status?.sync?.status ?? 'Unknown',
    health: status?.health?.status ?? 'Unknown',
    ...(deployed === undefined ? {} : { since: deployed }),
  };
}

/** The flags for the cluster that the stack's file names; the current context of kubectl is never used. */
function clusterFlags(folder: string, stack: string): string[] {
  const file = readStackFile(folder, stack);
  const context = file.textOf('kubernetes:context');
  const kubeconfig = file.textOf('kubernetes:kubeconfig');
  if (context === undefined) {
    const hint = `pulumi config set kubernetes:context <context> --stack ${stack}`;
    throw userError('is not set', { where: `${file.name}: kubernetes:context`, hint });
  }
  // kubectl takes a path, so neither the text of a kubeconfig nor a secret can be passed on.
  const isPath = kubeconfig !== undefined && !/[\n{]/.test(kubeconfig);
  return [`--context=${context}`, ...(isPath ? [`--kubeconfig=${kubeconfig}`] : [])];
}

/**
 * Reads from the cluster what runs in an environment.
 *
 * @param folder of Pulumi.yaml
 * @throws UserError if the stack names no cluster; RemoteError if kubectl or the cluster fails
 */
export async function readRunning(
  folder: string,
  { argocd }: Application,
  { name, application }: Environment,
): Promise<Running> {
  const flags = clusterFlags(folder, name);
  const kind = 'applications.argoproj.io';
  const args = ['get', kind, application, `--namespace=${argocd.namespace}`, '--output=json'];
  try {
    return parseRunning(await runProcess('kubectl', [...args, '--request-timeout=10s', ...flags]));
  } catch (error) {
    if (!(error instanceof ProcessError)) throw error;
    const why = error.stderr.trim().split('\n').at(-1) || error.message;
    throw new RemoteError(`kubectl get application ${application}: ${why}`);
  }
}
