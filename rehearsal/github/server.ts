import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { ApiError, notFound } from './api-error.ts';
import { readJson, requireToken, writeResponse } from './exchange.ts';
import { type ApiResponse, findRoute, type Route, toApiRequest } from './route.ts';
import { allRoutes } from './routes.ts';
import { sealedBoxReady } from './sealed-box.ts';
import { type GitHubSeed, makeState } from './seed.ts';
import type { GitHubState } from './state.ts';

const API = '/api/v3';

/** A request that the stand-in responded to, without its headers and body. */
export interface RecordedRequest {
  readonly method: string;
  /** The path as requested: percent-encoded, with `/api/v3`, without the query. */
  readonly path: string;
  readonly status: number;
}

/** A stand-in for GitHub's REST API in this process. */
export interface GitHubStandIn {
  /** The `baseUrl` for the Pulumi provider, for instance `http://127.0.0.1:41234/`; the API is below `/api/v3/`. */
  readonly url: string;
  readonly state: GitHubState;
  /** `METHOD /path` of each request with the right token that matched no route and got a 404. */
  readonly unknownRoutes: readonly string[];
  /** All requests, in the order of the responses. */
  readonly requests: readonly RecordedRequest[];
  /** Stops listening and closes open connections. */
  close(): Promise<void>;
}

/** Starts a stand-in for GitHub's REST API, with the content of the seed, on a free port of 127.0.0.1. */
export async function startGitHub(seed: GitHubSeed): Promise<GitHubStandIn> {
  await sealedBoxReady;
  const state = makeState(seed);
  const routes = allRoutes(state);
  const unknownRoutes: string[] = [];
  const requests: RecordedRequest[] = [];

  const server = createServer(async (request, response) => {
    const method = request.method ?? 'GET';
    const [path = '/'] = (request.url ?? '/').split('?', 1);
    const onUnknown = () => unknownRoutes.push(`${method} ${path}`);
    const apiResponse = await respondTo(request, { method, path, token: seed.token, routes, onUnknown });
    requests.push({ method, path, status: apiResponse.status });
    writeResponse(response, apiResponse);
  });

  return { url: await listen(server), state, unknownRoutes, requests, close: () => close(server) };
}

interface RequestContext {
  readonly method: string;
  readonly path: string;
  readonly token: string;
  readonly routes: readonly Route[];
  onUnknown(): void;
}

async function respondTo(request: IncomingMessage, context: RequestContext): Promise<ApiResponse> {
  try {
    const body = await readBody(request);
    requireToken(request, context.token);
    const match = context.path.startsWith(`${API}/`)
      ? findRoute(context.routes, context.method, context.path.slice(API.length))
      : undefined;
    if (match === undefined) {
      context.onUnknown();
      throw notFound();
    }
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    return await match.route.handle(toApiRequest(match, url, body()));
  } catch (error) {
    if (error instanceof ApiError) return { status: error.status, body: error.body };
    return { status: 500, body: { message: `the stand-in failed: ${String(error)}` } };
  }
}

/** Reads the whole body, so that the connection can be reused, but reports an invalid body only when a route reads it. */
async function readBody(request: IncomingMessage): Promise<() => unknown> {
  try {
    const body = await readJson(request);
    return () => body;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the stand-in has no TCP port');
  return `http://127.0.0.1:${address.port}/`;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
