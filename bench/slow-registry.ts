import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { setUpEngines } from '../rehearsal/engines/index.ts';
import { startEngine, waitUntilReady } from '../rehearsal/world/engine-process.ts';
import { accepts, freePorts } from '../rehearsal/world/ports.ts';

/** A real registry (CNCF distribution) over plain HTTP without a login, behind a proxy that can delay each request. */
export interface SlowRegistry {
  /** `127.0.0.1:<port>` of the proxy. */
  readonly host: string;
  /** `<method> <path>` of each request so far. */
  readonly requests: string[];
  /** Delays every request from now on, and forgets the requests so far. */
  readonly startMeasuring: () => void;
}

/** Starts distribution and returns its port. */
async function startDistribution(cleanup: AsyncDisposableStack): Promise<number> {
  const { registry: path = 'registry' } = await setUpEngines();
  const folder = mkdtempSync(join(tmpdir(), 'bench-registry-'));
  cleanup.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  const { port } = await freePorts(['port']);
  const config = {
    version: '0.1',
    log: { level: 'info' },
    storage: { filesystem: { rootdirectory: join(folder, 'data') } },
    http: { addr: `127.0.0.1:${port}`, secret: 'bench' },
  };
  const configFile = join(folder, 'registry.yaml');
  writeFileSync(configFile, stringify(config));
  const registry = startEngine({
    ...{ name: 'registry', path, args: ['serve', configFile], log: join(folder, 'log') },
    env: { OTEL_TRACES_EXPORTER: 'none' },
  });
  cleanup.defer(registry.stop);
  await waitUntilReady(registry, () => accepts(port));
  return port;
}

function forwardTo(port: number, request: IncomingMessage, response: ServerResponse): void {
  const { method, url: path, headers } = request;
  const target = { host: '127.0.0.1', port, method, path, headers, agent: false };
  const onward = forward(target, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
}

/**
 * Starts a registry and a proxy in front of it.
 *
 * @param latency added to each request while measuring, in milliseconds
 */
export async function startSlowRegistry(
  latency: number,
  cleanup: AsyncDisposableStack,
): Promise<SlowRegistry> {
  const port = await startDistribution(cleanup);
  const requests: string[] = [];
  let isMeasuring = false;
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    if (isMeasuring) setTimeout(() => forwardTo(port, request, response), latency);
    else forwardTo(port, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanup.defer(async () => {
    server.close();
    server.closeAllConnections();
  });
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    startMeasuring: () => {
      isMeasuring = true;
      requests.length = 0;
    },
  };
}
