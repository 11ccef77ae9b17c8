import { randomBytes } from 'node:crypto';
import type { EnginePaths } from '../engines/index.ts';
import { type GitHubStandIn, startGitHub } from '../github/server.ts';
import { installCrds, startArgoCd } from './argocd.ts';
import type { Cluster } from './cluster.ts';
import { createContext } from './context.ts';
import { startControlPlane } from './control-plane.ts';
import { EngineError } from './engine-process.ts';
import { startNodes } from './nodes.ts';
import { startNotifications } from './notifications.ts';
import { type RegistryProxy, startProxy } from './proxy.ts';
import { startRegistry } from './registry.ts';

export interface WorldOptions {
  readonly engines: EnginePaths;
  /** Host name of the registry in the application's references. */
  readonly registryHost: string;
  /** The application's GitHub repository, `owner/name`. */
  readonly repository: string;
  /** Logins of the users who may review deployments. */
  readonly users: readonly string[];
  /**
   * Whether Argo CD's notifications controller runs.
   *
   * @default false
   */
  readonly notifications?: boolean;
}

/** A local world: cluster, Argo CD, registry and GitHub, all on 127.0.0.1. */
export interface World {
  readonly folder: string;
  readonly cluster: Cluster;
  readonly registry: {
    readonly host: string;
    readonly port: number;
    readonly username: string;
    readonly password: string;
  };
  readonly github: GitHubStandIn & { readonly token: string };
  readonly proxy: RegistryProxy;
  /** PEM file of the registry's certificate. */
  readonly certificate: string;
  /** @throws EngineError when an engine ended unexpectedly */
  readonly assertAlive: () => void;
}

const randomSecret = () => randomBytes(16).toString('hex');

/**
 * Starts a world on free ports, in a temporary folder. Disposing `cleanup` stops it, even while it starts.
 *
 * @throws EngineError when an engine does not start
 */
export async function startWorld(options: WorldOptions, cleanup: AsyncDisposableStack): Promise<World> {
  const { engines, registryHost, repository, users, notifications = false } = options;
  const context = await createContext(engines, [registryHost], cleanup);
  const login = { username: 'rehearsal', password: randomSecret() };
  const token = randomSecret();
  const proxy = await startProxy({ [`${registryHost}:443`]: context.ports.registry });
  cleanup.defer(proxy.close);
  const github = await startGitHub({ repository, users: [...users], teams: [], token });
  cleanup.defer(github.close);
  const [cluster] = await Promise.all([
    startControlPlane(context, randomSecret()),
    startRegistry(context, login.username, login.password),
  ]);
  cleanup.defer(cluster.close);
  await installCrds(context, cluster);
  await startNodes(context, cluster);
  await startArgoCd(context, cluster, registryHost, proxy.url);
  if (notifications) await startNotifications(context, cluster);
  return {
    folder: context.folder,
    cluster,
    registry: { host: registryHost, port: context.ports.registry, ...login },
    github: { ...github, token },
    proxy,
    certificate: context.certificate,
    assertAlive: () => {
      const dead = context.started.find((engine) => engine.exit() !== undefined);
      if (dead !== undefined) throw new EngineError(dead, `ended unexpectedly (${dead.exit()})`);
    },
  };
}
