import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * Starts a TCP proxy that delays everything sent to and from a local port.
 *
 * @param latency of a round trip, in milliseconds
 * @returns the proxy's port
 */
export async function startSlowProxy(
  port: number,
  latency: number,
  cleanup: AsyncDisposableStack,
): Promise<number> {
  const sockets = new Set<Socket>();
  const carry = (from: Socket, to: Socket) => {
    sockets.add(from);
    from.setNoDelay();
    from.on('data', (chunk) => setTimeout(() => to.write(chunk), latency / 2));
    from.on('end', () => setTimeout(() => to.end(), latency / 2));
    from.on('error', () => to.destroy());
    from.on('close', () => sockets.delete(from));
  };
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    carry(client, upstream);
    carry(upstream, client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanup.defer(async () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return (server.address() as AddressInfo).port;
}
