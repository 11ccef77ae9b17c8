import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A program that the rehearsal runs, or several that are built from one Go module. */
export interface Engine {
  /** Name of the folder in `tools/` whose go.mod and go.sum pin its version. */
  readonly name: string;
  /** The Go module whose version is the engine's version. */
  readonly module: string;
  /** Go package by binary name. */
  readonly binaries: Readonly<Record<string, string>>;
  /** Path inside the module by file name in the engine's folder. */
  readonly files: Readonly<Record<string, string>>;
  /** Arguments that make each binary print its version. Without them a binary on PATH is not used. */
  readonly versionArgs?: readonly string[];
  /** Linker flags for a version without `v`. */
  readonly ldflags?: (version: string) => string;
}

export const engines: readonly Engine[] = [
  {
    name: 'etcd',
    module: 'go.etcd.io/etcd/server/v3',
    binaries: { etcd: 'go.etcd.io/etcd/server/v3' },
    files: {},
    versionArgs: ['--version'],
  },
  {
    name: 'helm',
    module: 'helm.sh/helm/v3',
    binaries: { helm: 'helm.sh/helm/v3/cmd/helm' },
    files: {},
    versionArgs: ['version', '--short'],
    ldflags: (version) => `-X helm.sh/helm/v3/internal/version.version=v${version}`,
  },
  {
    name: 'registry',
    module: 'github.com/distribution/distribution/v3',
    binaries: { registry: 'github.com/distribution/distribution/v3/cmd/registry' },
    files: {},
    versionArgs: ['--version'],
  },
  { name: 'redis', module: 'github.com/alicebob/miniredis/v2', binaries: { redis: '.' }, files: {} },
  {
    name: 'kwok',
    module: 'sigs.k8s.io/kwok',
    binaries: { kwok: 'sigs.k8s.io/kwok/cmd/kwok' },
    files: {
      'kwok-node-initialize.yaml': 'kustomize/stage/node/fast/node-initialize.yaml',
      'kwok-node-heartbeat.yaml': 'kustomize/stage/node/heartbeat-with-lease/node-heartbeat-with-lease.yaml',
      'kwok-pod-ready.yaml': 'kustomize/stage/pod/fast/pod-ready.yaml',
      'kwok-pod-complete.yaml': 'kustomize/stage/pod/fast/pod-complete.yaml',
      'kwok-pod-delete.yaml': 'kustomize/stage/pod/fast/pod-delete.yaml',
    },
    versionArgs: ['--version'],
  },
  {
    name: 'kubernetes',
    module: 'k8s.io/kubernetes',
    binaries: {
      'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
      'kube-controller-manager': 'k8s.io/kubernetes/cmd/kube-controller-manager',
      'kube-scheduler': 'k8s.io/kubernetes/cmd/kube-scheduler',
    },
    files: {},
    versionArgs: ['--version'],
    ldflags: (version) => {
      const [major, minor] = version.split('.');
      const set = (name: string, value: string | undefined) =>
        `-X k8s.io/component-base/version.${name}=${value}`;
      return [set('gitVersion', `v${version}`), set('gitMajor', major), set('gitMinor', minor)].join(' ');
    },
  },
  {
    name: 'argo-cd',
    module: 'github.com/argoproj/argo-cd/v3',
    binaries: { argocd: 'github.com/argoproj/argo-cd/v3/cmd' },
    files: {
      'argocd-application-crd.yaml': 'manifests/crds/application-crd.yaml',
      'argocd-applicationset-crd.yaml': 'manifests/crds/applicationset-crd.yaml',
      'argocd-appproject-crd.yaml': 'manifests/crds/appproject-crd.yaml',
    },
    versionArgs: ['version', '--client', '--short'],
    ldflags: (version) => `-X github.com/argoproj/argo-cd/v3/common.version=${version}`,
  },
  {
    name: 'cloudnative-pg',
    module: 'github.com/cloudnative-pg/cloudnative-pg',
    binaries: {},
    files: { 'cloudnative-pg-cluster-crd.yaml': 'config/crd/bases/postgresql.cnpg.io_clusters.yaml' },
  },
  {
    name: 'kustomize',
    module: 'sigs.k8s.io/kustomize/kustomize/v5',
    binaries: { kustomize: 'sigs.k8s.io/kustomize/kustomize/v5' },
    files: {},
    versionArgs: ['version'],
  },
  {
    name: 'cosign',
    module: 'github.com/sigstore/cosign/v3',
    binaries: { cosign: 'github.com/sigstore/cosign/v3/cmd/cosign' },
    files: {},
    versionArgs: ['version'],
    ldflags: (version) => `-X sigs.k8s.io/release-utils/version.gitVersion=v${version}`,
  },
];

/** The folder whose go.mod and go.sum pin the engine's version. */
export const toolsFolder = (engine: Engine): string =>
  fileURLToPath(new URL(`../../tools/${engine.name}`, import.meta.url));

/** The version in the engine's go.mod, without `v`. */
export function pinnedVersion(engine: Engine): string {
  const goMod = readFileSync(`${toolsFolder(engine)}/go.mod`, 'utf8');
  const version = new RegExp(`^(?:require)?\\s+${engine.module} v(\\S+)`, 'm').exec(goMod)?.[1];
  if (version === undefined) throw new Error(`tools/${engine.name}/go.mod does not require ${engine.module}`);
  return version;
}
