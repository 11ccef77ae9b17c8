import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What happens to a request instead of, or on its way to, the registry behind. */
export type Fault = (
  request: IncomingMessage,
  response: ServerResponse,
  pass: (change?: (body: Buffer) => Buffer) => void,
) => void;

/** An answer with a status, a registry's error code and headers. */
export const status =
  (code: number, error: string, headers: Record<string, string> = {}): Fault =>
  (request, response) => {
    request.resume();
    response.writeHead(code, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify({ errors: [{ code: error, message: error.toLowerCase() }] }));
  };

export const reset: Fault = (request) => request.socket.resetAndDestroy();
/** Never answers. */
export const stall: Fault = (request) => {
  request.resume();
};
/** Answers with half of the body, and breaks off. */
export const truncated: Fault = (request, response) => {
  request.resume();
  response.writeHead(200, { 'content-length': '1000' });
  response.write('{"schemaVersion"', () => request.socket.resetAndDestroy());
};
/** The request has its effect, but its answer is lost. */
export const lostAnswer: Fault = (request, response, pass) => {
  response.end = () => {
    request.socket.resetAndDestroy();
    return response;
  };
  pass();
};
/** Another content under the digest that was asked for. */
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

/** A proxy over plain http to a registry over plain http, with faults. */
export async function startFaultServer(upstream: string): Promise<FaultServer> {
  const queue: { match: RegExp; fault: Fault }[] = [];
  const seen: string[] = [];
  const server = createServer((request, response) => {
    const line = `${request.method} ${request.url}`;
    seen.push(line);
    const pass = (change: (body: Buffer) => Buffer = (body) => body) => {
      const { method, url = '', headers } = request;
      const target = { ...new URL(`http://${upstream}`), host: '127.0.0.1', port: upstream.split(':')[1] };
      const onward = forward({ ...target, method, path: url, headers, agent: false }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
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
