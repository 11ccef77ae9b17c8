import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A network fault: what happens to a request instead of reaching the server, or on its way. */
export type Fault = (
  request: IncomingMessage,
  response: ServerResponse,
  pass: (change?: (body: Buffer) => Buffer) => void,
) => void;

/** A response with a status, a registry's error code, and headers. */
export const status =
  (code: number, error: string, headers: Record<string, string> = {}): Fault =>
  (request, response) => {
    request.resume();
    response.writeHead(code, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify({ errors: [{ code: error, message: error.toLowerCase() }] }));
  };

export const reset: Fault = (request) => request.socket.resetAndDestroy();
/** Never sends a response. */
export const stall: Fault = (request) => {
  request.resume();
};
/** Sends half of the response, then resets the connection. */
export const truncated: Fault = (request, response) => {
  request.resume();
  response.writeHead(200, { 'content-length': '1000' });
  response.write('{"schemaVersion"', () => request.socket.resetAndDestroy());
};
/** The request takes effect, but its response is lost. */
export const lostAnswer: Fault = (request, response, pass) => {
  response.end = () => {
    request.socket.resetAndDestroy();
    return response;
  };
  pass();
};
/** Other content than the digest that was requested. */
export const altered: Fault = (_, __, pass) =>
  pass((body) => Buffer.from(body.toString('latin1').replace('a', 'b'), 'latin1'));

export interface FaultServer {
  readonly host: string;
  /** Faults for the next requests whose method and path match, each used once. */
  readonly inject: (match: RegExp, ...faults: Fault[]) => void;
  /** Method and path of each request. */
  readonly seen: string[];
  readonly stop: () => Promise<void>;
}

/** A proxy with faults, over plain http, to a server over plain http. */
export async function startFaultServer(upstream: string): Promise<FaultServer> {
  const queue: { match: RegExp; fault: Fault }[] = [];
  const seen: string[] = [];
  const server = createServer((request, response) => {
    const line = `${request.method} ${request.url}`;
    seen.push(line);
    const pass = (change: (body: Buffer) => Buffer = (body) => body) => {
      const { method, url = '', headers } = request;
      const target = { ...new URL(`http://${upstream}`), host: '127.0.0.1', port: upstream.split(':')[1] };
      const onward = forward({ ...target, method, path: url, headers, agent: false }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () => {
          response.writeHead(incoming.statusCode ?? 502, incoming.headers);
          response.end(change(Buffer.concat(chunks)));
        });
      });
      onward.on('error', () => response.destroy());
      request.pipe(onward);
    };
    const index = queue.findIndex(({ match }) => match.test(line));
    const fault = index < 0 ? undefined : queue.splice(index, 1)[0]?.fault;
    if (fault === undefined) pass();
    else fault(request, response, pass);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    inject: (match, ...faults) => {
      queue.push(...faults.map((fault) => ({ match, fault })));
    },
    seen,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
