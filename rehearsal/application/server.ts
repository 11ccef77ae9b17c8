import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { answer, type Behaviour } from './answers.ts';

export interface ApplicationSettings {
  /** Which version really runs; undefined while none does. */
  readonly version: () => Promise<string | undefined>;
  readonly password: string;
  /** What a version does wrong; one that is not named here does everything right. */
  readonly faults?: Readonly<Record<string, Behaviour>>;
}

/** The application, as far as its tests see it: over HTTP on the loopback. */
export interface ApplicationStandIn {
  /** Without a slash at its end. */
  readonly url: string;
  /** What was asked, in order: `GET /health`. */
  readonly asked: readonly string[];
  readonly stop: () => Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  try {
    return request.method === 'POST' ? await json(request) : undefined;
  } catch {
    return undefined;
  }
}

/** Starts the stand-in on a free port. It serves what runs when it is asked, so that a deployment shows at once. */
export async function createApplicationStandIn(settings: ApplicationSettings): Promise<ApplicationStandIn> {
  const { version: readVersion, password, faults = {} } = settings;
  const asked: string[] = [];
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = '', url = '', headers } = request;
    asked.push(`${method} ${url}`);
    const body = await bodyOf(request);
    const version = await readVersion();
    const call = { asked: `${method} ${url}`, authorization: headers.authorization, body };
    const behaviour = version === undefined ? {} : (faults[version] ?? {});
    const { status, content } = answer(call, { version, password, behaviour });
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
  };
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.writeHead(500).end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
