import { connect, createServer } from 'node:net';

const listenOnFreePort = () =>
  new Promise<{ port: number; close: () => Promise<void> }>((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string')
        return reject(new Error('the server has no TCP port'));
      const close = () => new Promise<void>((closed) => server.close(() => closed()));
      resolve({ port: address.port, close });
    });
  });

/** Finds a free port of 127.0.0.1 for each name. Another process may take a port before it is used. */
export async function freePorts<Name extends string>(names: readonly Name[]): Promise<Record<Name, number>> {
  const listening = await Promise.all(names.map(listenOnFreePort));
  await Promise.all(listening.map(({ close }) => close()));
  return Object.fromEntries(names.map((name, i) => [name, listening[i]?.port])) as Record<Name, number>;
}

/** Whether a server accepts connections on a port of 127.0.0.1. */
export const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
