import { join } from 'node:path';
import { execa } from 'execa';
import type { Application } from '../../environments/schema.ts';
import type { EnginePaths } from '../engines/index.ts';
import type { World } from '../world/index.ts';

/** Packs and pushes charts to the world's registry with Helm. */
export interface ChartPublisher {
  /**
   * @param folder the chart's folder
   * @returns the digest of the pushed chart (`sha256:…`)
   */
  readonly publish: (folder: string, version: string) => Promise<string>;
}

/** Signs in to the world's registry. */
export async function createChartPublisher(
  engines: EnginePaths,
  world: World,
  { chart }: Application,
): Promise<ChartPublisher> {
  const helm = engines['helm'] ?? 'helm';
  const env = {
    HTTPS_PROXY: world.proxy.url,
    HELM_REGISTRY_CONFIG: join(world.folder, 'helm-login.json'),
    HELM_CACHE_HOME: join(world.folder, 'helm-cache'),
  };
  const { host, username, password } = world.registry;
  await execa(
    helm,
    ['registry', 'login', host, '--username', username, '--password-stdin', '--ca-file', world.certificate],
    {
      env,
      input: password,
    },
  );
  return {
    publish: async (folder, version) => {
      const packed = join(world.folder, 'charts');
      const options = ['--version', version, '--app-version', version, '--destination', packed];
      const { stdout } = await execa(helm, ['package', folder, ...options], { env });
      const archive = stdout.slice(stdout.lastIndexOf(': ') + 2).trim();
      const pushed = await execa(
        helm,
        ['push', archive, `oci://${chart.registry}`, '--ca-file', world.certificate],
        { env, all: true },
      );
      const digest = /sha256:[0-9a-f]{64}/.exec(pushed.all)?.[0];
      if (digest === undefined) throw new Error(`helm push did not say the digest of ${archive}`);
      return digest;
    },
  };
}
