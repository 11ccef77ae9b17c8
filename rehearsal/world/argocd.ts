import { copyFileSync, mkdirSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster, ClusterObject } from './cluster.ts';
import type { WorldContext } from './context.ts';
import { waitUntilReady } from './engine-process.ts';
import { accepts } from './ports.ts';

const namespace = 'argocd';
const labels = { 'app.kubernetes.io/part-of': 'argocd' };

const configurationObjects: readonly ClusterObject[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'argocd-cm', namespace, labels } },
  { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'argocd-secret', namespace, labels } },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'argocd-notifications-cm', namespace, labels } },
  { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'argocd-notifications-secret', namespace, labels } },
];

/** Installs the CRDs of Argo CD and CloudNativePG. */
export async function installCrds({ engines }: WorldContext, cluster: Cluster): Promise<void> {
  const files = Object.keys(engines).filter((name) => name.endsWith('-crd.yaml'));
  for (const file of files) await cluster.applyFile(engines[file] ?? '');
  for (const apiVersion of ['argoproj.io/v1alpha1', 'postgresql.cnpg.io/v1']) {
    while (!(await cluster.serves(apiVersion))) await sleep(100);
  }
}

/** Environment variables of Argo CD's components: their folders, the proxy, and the programs that render. */
function argoCdVariables({ path, engines }: WorldContext, proxy: string) {
  const programs = ['helm', 'kustomize'].map((name) => dirname(engines[name] ?? ''));
  return {
    ARGOCD_FAKE_IN_CLUSTER: 'true',
    ARGOCD_GPG_ENABLED: 'false',
    ARGOCD_GNUPGHOME: path('argocd', 'gnupg'),
    ARGOCD_TLS_DATA_PATH: path('argocd', 'tls'),
    ARGOCD_SSH_DATA_PATH: path('argocd', 'ssh'),
    HOME: path('argocd', 'home'),
    TMPDIR: path('argocd', 'tmp'),
    HTTPS_PROXY: proxy,
    PATH: [...programs, process.env['PATH']].join(delimiter),
  };
}

/**
 * Starts Argo CD's repo-server and its redis. They need no cluster.
 *
 * @param registryHost host name of the registry; Argo CD trusts the world's certificate for it
 * @param proxy URL of the proxy through which Argo CD reaches the registry
 */
export async function startRepoServer(
  context: WorldContext,
  registryHost: string,
  proxy: string,
): Promise<void> {
  const { start, ports, path, certificate } = context;
  const redis = start('redis', 'redis', [`127.0.0.1:${ports.redis}`]);
  for (const folder of ['tls', 'ssh', 'gnupg', 'home', 'tmp'])
    mkdirSync(path('argocd', folder), { recursive: true });
  copyFileSync(certificate, path('argocd', 'tls', registryHost));
  await waitUntilReady(redis, () => accepts(ports.redis));
  const repoServer = start(
    'argocd-repo-server',
    'argocd',
    [
      `--redis=127.0.0.1:${ports.redis}`,
      '--address=127.0.0.1',
      `--port=${ports.repoServer}`,
      '--metrics-address=127.0.0.1',
      `--metrics-port=${ports.repoServerMetrics}`,
      '--disable-tls',
      '--logformat=text',
    ],
    { ...argoCdVariables(context, proxy), ARGOCD_BINARY_NAME: 'argocd-repo-server' },
  );
  await waitUntilReady(repoServer, () => accepts(ports.repoServer));
}

/**
 * Starts Argo CD outside the cluster: redis, repo-server and application-controller. The parameters are those of
 * `startRepoServer`.
 */
export async function startArgoCd(
  context: WorldContext,
  cluster: Cluster,
  registryHost: string,
  proxy: string,
): Promise<void> {
  const { start, ports } = context;
  for (const object of configurationObjects) await cluster.apply(object);
  await startRepoServer(context, registryHost, proxy);
  const controller = start(
    'argocd-application-controller',
    'argocd',
    [
      `--kubeconfig=${cluster.kubeconfig}`,
      `--namespace=${namespace}`,
      `--redis=127.0.0.1:${ports.redis}`,
      `--repo-server=127.0.0.1:${ports.repoServer}`,
      '--repo-server-plaintext',
      `--metrics-port=${ports.controllerMetrics}`,
      '--logformat=text',
    ],
    {
      ...argoCdVariables(context, proxy),
      KUBECONFIG: cluster.kubeconfig,
      ARGOCD_BINARY_NAME: 'argocd-application-controller',
      ARGOCD_RECONCILIATION_TIMEOUT: '10s',
      // The default limits would slow down a rollout, as in control-plane.ts.
      ARGOCD_K8S_CLIENT_QPS: '200',
      ARGOCD_K8S_CLIENT_BURST: '400',
    },
  );
  await waitUntilReady(controller, () => accepts(ports.controllerMetrics));
}
