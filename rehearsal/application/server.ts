import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { type Behaviour, respond } from './responses.ts';

export interface ApplicationSettings {
  /** Returns the version that runs; undefined while none does. */
  readonly version: () => Promise<string | undefined>;
  readonly password: string;
  /** Defects by version; a version that is not listed works correctly. */
  readonly faults?: Readonly<Record<string, Behaviour>>;
}

/** A stand-in for the application's HTTP API, as far as the end-to-end tests use it, on 127.0.0.1. */
export interface ApplicationStandIn {
  /** Base URL without a trailing slash. */
  readonly url: string;
  /** Method and path of each request, in order, for instance `GET /health`. */
  readonly requests: readonly string[];
  readonly stop: () => Promise<void>;
}

async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  try {
    return request.method === 'POST' ? await json(request) : undefined;
  } catch {
    return undefined;
  }
}

/** Starts the stand-in on a free port. It asks for the running version at each request, so a deployment shows at once. */
export async function createApplicationStandIn(settings: ApplicationSettings): Promise<ApplicationStandIn> {
  const { version: readVersion, password, faults = {} } = settings;
  const requests: string[] = [];
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = '', url = '', headers } = request;
    requests.push(`${method} ${url}`);
    const body = await readJsonBody(request);
    const version = await readVersion();
    const call = { route: `${method} ${url}`, authorization: headers.authorization, body };
    const behaviour = version === undefined ? {} : (faults[version] ?? {});
    const { status, content } = respond(call, { version, password, behaviour });
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
    requests,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
