import { hash } from 'bcryptjs';
import { stringify } from 'yaml';
import type { WorldContext } from './context.ts';
import { waitUntilReady } from './engine-process.ts';
import { accepts } from './ports.ts';

/** Starts an OCI registry (CNCF distribution) with TLS and Basic authentication. */
export async function startRegistry(
  context: WorldContext,
  username: string,
  password: string,
): Promise<void> {
  const { start, ports, path, write, certificate, key } = context;
  const config = {
    version: '0.1',
    log: { level: 'warn' },
    storage: { filesystem: { rootdirectory: path('registry') }, delete: { enabled: true } },
    http: { addr: `127.0.0.1:${ports.registry}`, tls: { certificate, key } },
    auth: {
      htpasswd: { realm: 'rehearsal', path: write('htpasswd', `${username}:${await hash(password, 4)}\n`) },
    },
  };
  const registry = start('registry', 'registry', ['serve', write('registry.yaml', stringify(config))], {
    OTEL_TRACES_EXPORTER: 'none',
  });
  await waitUntilReady(registry, () => accepts(ports.registry));
}
