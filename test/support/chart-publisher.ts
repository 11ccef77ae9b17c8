import { join } from 'node:path';
import { execa } from 'execa';
import type { Application } from '../../model/application.ts';
import type { EnginePaths } from '../../rehearsal/engines/index.ts';
import { PlayError } from '../../rehearsal/play/play-error.ts';
import type { World } from '../../rehearsal/world/index.ts';

/** Packages charts and pushes them to the world's registry, with Helm. */
export interface ChartPublisher {
  /**
   * @param folder the chart's folder
   * @returns the digest of the pushed chart (`sha256:…`)
   * @throws PlayError with Helm's output
   */
  readonly publish: (folder: string, version: string) => Promise<string>;
}

export function createChartPublisher(
  engines: EnginePaths,
  world: World,
  { chart }: Application,
): ChartPublisher {
  const env = {
    HTTPS_PROXY: world.proxy.url,
    HELM_REGISTRY_CONFIG: join(world.folder, 'helm-login.json'),
    HELM_CACHE_HOME: join(world.folder, 'helm-cache'),
  };
  const authority = ['--ca-file', world.certificate];
  const helm = async (args: readonly string[], input = ''): Promise<string> => {
    const { failed, all } = await execa(engines['helm'] ?? 'helm', args, {
      env,
      input,
      reject: false,
      all: true,
    });
    if (failed) throw new PlayError(`helm ${args.slice(0, 2).join(' ')}: ${all}`);
    return all;
  };
  const signIn = () => {
    const { host, username, password } = world.registry;
    return helm(
      ['registry', 'login', host, '--username', username, '--password-stdin', ...authority],
      password,
    );
  };
  let signedIn: Promise<string> | undefined;

  return {
    publish: async (folder, version) => {
      signedIn ??= signIn();
      await signedIn;
      const versions = ['--version', version, '--app-version', version];
      const packed = await helm([
        'package',
        folder,
        ...versions,
        '--destination',
        join(world.folder, 'charts'),
      ]);
      const archive = packed.slice(packed.lastIndexOf(': ') + 2).trim();
      const pushed = await helm(['push', archive, `oci://${chart.registry}`, ...authority]);
      const digest = /sha256:[0-9a-f]{64}/.exec(pushed)?.[0];
      if (digest === undefined) throw new PlayError(`helm push printed no digest for ${archive}`);
      return digest;
    },
  };
}
