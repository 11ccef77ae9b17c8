import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { type Cluster, connectCluster } from './cluster.ts';
import type { WorldContext } from './context.ts';
import { waitUntilReady } from './engine-process.ts';

/** The name of the only context in the kubeconfig. */
export const contextName = 'rehearsal';

const renderKubeconfig = (server: string, authority: string, token: string) =>
  stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': contextName,
    clusters: [{ name: 'rehearsal', cluster: { server, 'certificate-authority': authority } }],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: contextName, context: { cluster: 'rehearsal', user: 'admin' } }],
  });

async function startEtcd({ start, ports, path }: WorldContext): Promise<string> {
  const url = `http://127.0.0.1:${ports.etcd}`;
  const peer = `http://127.0.0.1:${ports.etcdPeer}`;
  const etcd = start('etcd', 'etcd', [
    `--data-dir=${path('etcd')}`,
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    '--unsafe-no-fsync',
    '--log-level=warn',
  ]);
  await waitUntilReady(etcd, async () => (await fetch(`${url}/health`)).ok);
  return url;
}

function serviceAccountKeys({ write }: WorldContext) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return {
    signing: write('service-account.key', privateKey),
    verifying: write('service-account.pub', publicKey),
  };
}

/**
 * Starts etcd, kube-apiserver, kube-controller-manager and kube-scheduler.
 *
 * @param token bearer token of the administrator in the kubeconfig
 */
export async function startControlPlane(context: WorldContext, token: string): Promise<Cluster> {
  const { start, ports, path, write, certificate, key } = context;
  const etcdUrl = await startEtcd(context);
  const keys = serviceAccountKeys(context);
  const server = `https://127.0.0.1:${ports.apiserver}`;
  const kubeconfig = write('kubeconfig.yaml', renderKubeconfig(server, certificate, token));
  const apiserver = start('kube-apiserver', 'kube-apiserver', [
    `--etcd-servers=${etcdUrl}`,
    `--secure-port=${ports.apiserver}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--tls-cert-file=${certificate}`,
    `--tls-private-key-file=${key}`,
    `--token-auth-file=${write('tokens.csv', `${token},admin,admin,"system:masters"\n`)}`,
    '--authorization-mode=RBAC',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-signing-key-file=${keys.signing}`,
    `--service-account-key-file=${keys.verifying}`,
    '--service-cluster-ip-range=10.96.0.0/16',
    `--cert-dir=${path('apiserver')}`,
    '--endpoint-reconciler-type=none',
  ]);
  const authority = readFileSync(certificate, 'utf8');
  const cluster = connectCluster({ kubeconfig, server, authority, token });
  await waitUntilReady(apiserver, cluster.isReady);
  const common = [
    `--kubeconfig=${kubeconfig}`,
    '--leader-elect=false',
    '--secure-port=0',
    // The default limits are meant for a shared cluster, and would slow down a rollout of all Deployments.
    '--kube-api-qps=200',
    '--kube-api-burst=400',
  ];
  start('kube-controller-manager', 'kube-controller-manager', [
    ...common,
    `--service-account-private-key-file=${keys.signing}`,
    `--root-ca-file=${certificate}`,
    // On a busy machine a late heartbeat must not mark the node as lost.
    '--node-monitor-grace-period=1h',
  ]);
  start('kube-scheduler', 'kube-scheduler', common);
  return cluster;
}
