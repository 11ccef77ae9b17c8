import type { Cluster } from './cluster.ts';
import type { WorldContext } from './context.ts';
import { type EngineProcess, waitUntilReady } from './engine-process.ts';
import { accepts } from './ports.ts';

/** Starts Argo CD's notifications controller outside the cluster, after `startArgoCd`. */
export async function startNotifications(
  { start, ports, path }: WorldContext,
  cluster: Cluster,
): Promise<EngineProcess> {
  const controller = start(
    'argocd-notifications',
    'argocd',
    [
      `--kubeconfig=${cluster.kubeconfig}`,
      '--namespace=argocd',
      `--argocd-repo-server=127.0.0.1:${ports.repoServer}`,
      '--argocd-repo-server-plaintext',
      `--metrics-port=${ports.notificationsMetrics}`,
      '--logformat=text',
    ],
    {
      ARGOCD_BINARY_NAME: 'argocd-notifications',
      ARGOCD_TLS_DATA_PATH: path('argocd', 'tls'),
      HOME: path('argocd', 'home'),
    },
  );
  await waitUntilReady(controller, () => accepts(ports.notificationsMetrics));
  return controller;
}
