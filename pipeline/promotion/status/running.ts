import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMap, parseDocument } from 'yaml';
import { z } from 'zod';
import type { Application } from '../../../model/application.ts';
import type { Environment } from '../../../model/environment.ts';
import { RemoteError, userError } from '../../../model/errors.ts';
import { stackFile } from '../../../stack/pin-edit.ts';

import { ProcessError, runProcess } from '../../process/run-process.ts';

/** What Argo CD says of an environment's Application. */
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

/** @param json an Application, as kubectl prints it */
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

/** How the stack's file says its cluster is reached; never the ambient context. */
async function clusterFlags(folder: string, stack: string): Promise<string[]> {
  const name = stackFile(stack);
  const config = parseDocument(await readFile(join(folder, name), 'utf8').catch(() => '')).get('config');
  const [context, kubeconfig] = ['kubernetes:context', 'kubernetes:kubeconfig'].map((key) =>
    isMap(config) ? config.get(key) : undefined,
  );
  if (typeof context !== 'string') {
    const hint = `pulumi config set kubernetes:context <context> --stack ${stack}`;
    throw userError('is not set', { where: `${name}: kubernetes:context`, hint });
  }
  return [
    `--context=${context}`,
    // A text, or a secret, cannot be handed to kubectl.
    ...(typeof kubeconfig === 'string' && !/[\n{]/.test(kubeconfig) ? [`--kubeconfig=${kubeconfig}`] : []),
  ];
}

/**
 * Asks the cluster what runs in an environment.
 *
 * @param folder where Pulumi.yaml lies
 * @throws UserError where the stack names no cluster; RemoteError where it, or kubectl, does not answer
 */
export async function readRunning(
  folder: string,
  { argocd }: Application,
  { name, application }: Environment,
): Promise<Running> {
  const flags = await clusterFlags(folder, name);
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
