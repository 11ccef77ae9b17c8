import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { readJson, requireToken, writeAnswer } from './exchange.ts';
import { notFound, Refusal } from './refusal.ts';
import { type Answer, findRoute, type Route, toCall } from './route.ts';
import { allRoutes } from './routes.ts';
import { sealedBoxReady } from './sealed-box.ts';
import { type GitHubSeed, makeState } from './seed.ts';
import type { GitHubState } from './state.ts';

const API = '/api/v3';

/** One request that was answered. Neither headers nor bodies are kept. */
export interface AnsweredRequest {
  readonly method: string;
  /** As it was asked: percent-encoded, `/api/v3` included, without its query. */
  readonly path: string;
  readonly status: number;
}

/** A GitHub that runs here, in this process. */
export interface GitHubStandIn {
  /** For instance `http://127.0.0.1:41234/`: the provider's baseUrl (it asks under `/api/v3/`). */
  readonly url: string;
  readonly state: GitHubState;
  /** `METHOD /path` of each request with the right token that no route answered; it got GitHub's 404. */
  readonly unknownRoutes: readonly string[];
  /** Every request, in the order of the answers. */
  readonly requests: readonly AnsweredRequest[];
  /** Stops listening and drops open connections. */
  close(): Promise<void>;
}

/** Starts a stand-in of the GitHub REST API on a free port of 127.0.0.1, holding what the seed says. */
export async function startGitHub(seed: GitHubSeed): Promise<GitHubStandIn> {
  await sealedBoxReady;
  const state = makeState(seed);
  const routes = allRoutes(state);
  const unknownRoutes: string[] = [];
  const requests: AnsweredRequest[] = [];

  const server = createServer(async (request, response) => {
    const method = request.method ?? 'GET';
    const [path = '/'] = (request.url ?? '/').split('?', 1);
    const onUnknown = () => unknownRoutes.push(`${method} ${path}`);
    const answer = await answerTo(request, { method, path, token: seed.token, routes, onUnknown });
    requests.push({ method, path, status: answer.status });
    writeAnswer(response, answer);
  });

  return { url: await listen(server), state, unknownRoutes, requests, close: () => close(server) };
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly token: string;
  readonly routes: readonly Route[];
  onUnknown(): void;
}

async function answerTo(request: IncomingMessage, asked: Asked): Promise<Answer> {
  try {
    const body = await readBody(request);
    requireToken(request, asked.token);
    const match = asked.path.startsWith(`${API}/`)
      ? findRoute(asked.routes, asked.method, asked.path.slice(API.length))
      : undefined;
    if (match === undefined) {
      asked.onUnknown();
      throw notFound();
    }
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    return await match.route.handle(toCall(match, url, body()));
  } catch (error) {
    if (error instanceof Refusal) return { status: error.status, body: error.body };
    return { status: 500, body: { message: `the stand-in failed: ${String(error)}` } };
  }
}

/** Reads the whole body first (the connection is used again), and judges it only once a route wants it. */
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
