import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { hash } from 'bcryptjs';
import { stringify } from 'yaml';
import { setUpEngines } from '../../rehearsal/engines/index.ts';
import { createCertificate } from '../../rehearsal/world/certificate.ts';
import { startEngine, waitUntilReady } from '../../rehearsal/world/engine-process.ts';
import { accepts, freePorts } from '../../rehearsal/world/ports.ts';
import { startTokenServer, type TokenServer } from '../pipeline/oci/support/token-server.ts';

export const login = { username: 'ada', password: 'the-canary-pässword:1' };

export interface TestRegistry {
  /** `127.0.0.1:<port>` */
  readonly host: string;
  readonly tokenServer: TokenServer | undefined;
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

let trusted: ReturnType<typeof createCertificate> | undefined;

/** One certificate for all registries of a test file. */
async function trustedCertificate() {
  const created = await createCertificate(['localhost']);
  setDefaultCACertificates([...getCACertificates('default'), created.certificate]);
  return created;
}

/**
 * Starts a real registry (CNCF distribution): over TLS with Basic or token auth, or over plain http without a login.
 * From then on, fetch in this process trusts its certificate.
 */
export async function startTestRegistry(auth: 'none' | 'basic' | 'token'): Promise<TestRegistry> {
  const binary = (await setUpEngines())['registry'];
  if (binary === undefined) throw new Error('there is no registry');
  const folder = mkdtempSync(join(tmpdir(), 'pipeline-registry-'));
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const { port } = await freePorts(['port']);
  const host = `127.0.0.1:${port}`;
  trusted ??= trustedCertificate();
  const { certificate, key } = await trusted;
  const tokenServer = auth === 'token' ? await startTokenServer({ certificate, key, login }) : undefined;
  const tls = { certificate: write('certificate.pem', certificate), key: write('key.pem', key) };
  const htpasswd = async () => `${login.username}:${await hash(login.password, 4)}\n`;
  const auths = {
    none: async () => ({}),
    basic: async () => ({
      auth: { htpasswd: { realm: 'test', path: write('htpasswd', await htpasswd()) } },
    }),
    token: async () => ({
      auth: { token: { ...tokenServer?.settings, jwks: write('jwks.json', tokenServer?.jwks ?? '') } },
    }),
  };
  const config = {
    version: '0.1',
    log: { level: 'info' },
    storage: { filesystem: { rootdirectory: join(folder, 'data') } },
    http: { addr: host, secret: 'test', ...(auth === 'none' ? {} : { tls }) },
    ...(await auths[auth]()),
  };
  const log = join(folder, 'log');
  const registry = startEngine({
    ...{ name: 'registry', path: binary, log },
    args: ['serve', write('registry.yaml', stringify(config))],
    env: { OTEL_TRACES_EXPORTER: 'none' },
  });
  await waitUntilReady(registry, () => accepts(port));
  return {
    host,
    tokenServer,
    log: () => readFileSync(log, 'utf8'),
    stop: async () => {
      await registry.stop();
      await tokenServer?.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
