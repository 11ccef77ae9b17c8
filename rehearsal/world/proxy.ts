import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';

/** A proxy through which the engines reach only the local servers, under the servers' real names. */
export interface RegistryProxy {
  readonly url: string;
  /** The target (`host:port` or URL) of each refused request. */
  readonly refused: readonly string[];
  readonly close: () => Promise<void>;
}

/**
 * Starts an HTTP CONNECT proxy on 127.0.0.1.
 *
 * @param targets local port by the `host:port` that the engines connect to
 */
export function startProxy(targets: Readonly<Record<string, number>>): Promise<RegistryProxy> {
  const refused: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    refused.push(request.url ?? '');
    response.writeHead(403).end('the rehearsal allows no connections outside this machine\n');
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('connect', (request, client) => {
    const port = targets[request.url ?? ''];
    client.on('error', () => client.destroy());
    if (port === undefined) {
      refused.push(request.url ?? '');
      client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    const upstream = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () =>
      upstream.pending ? client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n') : client.destroy(),
    );
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string')
        return reject(new Error('the proxy has no TCP port'));
      resolve({
        url: `http://127.0.0.1:${address.port}`,
        refused,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            for (const socket of sockets) socket.destroy();
          }),
      });
    });
  });
}
