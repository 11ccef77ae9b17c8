import { afterEach } from '@jest/globals';
import { Secret } from '../../http/secret.ts';
import { createGitHub, type GitHub } from '../../pipeline/github/client.ts';
import { startGitHub } from '../../rehearsal/github/server.ts';
import type { Repository } from '../../rehearsal/github/state.ts';
import { type Fault, startFaultServer } from './fault-server.ts';

export const token = 'the-canary-token';

/** A response with a message, as GitHub writes it. */
export const answer =
  (code: number, message: string, headers: Record<string, string> = {}): Fault =>
  (request, response) => {
    request.resume();
    response.writeHead(code, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify({ message }));
  };

export interface StandIn {
  /** A client whose waits are shortened from seconds to milliseconds. */
  readonly github: GitHub;
  /** The same client with another token. */
  readonly withToken: (token: string) => GitHub;
  readonly repository: Repository;
  /** Faults for the next requests whose method and path match, each used once. */
  readonly inject: (match: RegExp, ...faults: Fault[]) => void;
  /** Method and path (below the repository) of all requests, or only of those that write. */
  readonly sentRequests: (which?: 'writes') => string[];
  readonly forgetRequests: () => void;
}

const open: (() => Promise<void>)[] = [];

/** GitHub's stand-in with the repository acme/shop, behind a network that can have faults. */
export async function startStandIn(): Promise<StandIn> {
  const standIn = await startGitHub({ repository: 'acme/shop', users: ['ada'], teams: [], token });
  const faults = await startFaultServer(new URL(standIn.url).host);
  open.push(faults.stop, standIn.close);
  const [repository] = standIn.state.repositories;
  if (repository === undefined) throw new Error('there is no repository');
  const withToken = (value: string) =>
    createGitHub(
      { token: new Secret(value), baseUrl: `http://${faults.host}/api/v3` },
      { owner: 'acme', name: 'shop' },
      { second: 1, timeout: 2000, spaced: false },
    );
  return {
    github: withToken(token),
    withToken,
    repository,
    inject: faults.inject,
    sentRequests: (which) =>
      faults.seen
        .map((line) => line.replace('/api/v3/repos/acme/shop', '').replace(/\?.*/, ''))
        .filter((line) => which === undefined || !line.startsWith('GET ')),
    forgetRequests: () => {
      faults.seen.length = 0;
    },
  };
}

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});
