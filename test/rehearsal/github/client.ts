import { afterEach } from '@jest/globals';
import sodium from 'libsodium-wrappers';
import { type GitHubStandIn, startGitHub } from '../../../rehearsal/github/server.ts';

export const REPOSITORY = 'acme/app';
const TOKEN = 'the-right-token';

/** What came back; `body` is undefined where it was empty. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** A started stand-in, and how to ask it. Each is closed after the test that opened it. */
export interface Rehearsal {
  readonly github: GitHubStandIn;
  /** Asks below `/api/v3`; `token` null sends none. */
  ask(method: string, path: string, body?: unknown, token?: string | null): Promise<Reply>;
  /** Seals a value to the environment's published key and puts it, as the provider does. */
  putSecret(environment: string, name: string, value: string | Uint8Array): Promise<Reply>;
}

const open: GitHubStandIn[] = [];

/** Starts `acme/app`, owned by an organization with two people and one team. The clock stands at `clock.now`. */
export async function rehearse(clock = { now: new Date('2026-01-02T03:04:05.678Z') }): Promise<Rehearsal> {
  const github = await startGitHub({
    repository: REPOSITORY,
    users: ['ada', 'Grace'],
    teams: [{ slug: 'release', name: 'Release', members: ['ada'] }],
    token: TOKEN,
    now: () => clock.now,
  });
  open.push(github);
  const ask: Rehearsal['ask'] = async (method, path, body, token = TOKEN) => {
    const response = await fetch(new URL(`api/v3${path}`, github.url), {
      method,
      headers: token === null ? {} : { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'manual',
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  return { github, ask, putSecret: (...secret) => putSecret(ask, ...secret) };
}

async function putSecret(
  ask: Rehearsal['ask'],
  environment: string,
  name: string,
  value: string | Uint8Array,
) {
  const secrets = `/repos/${REPOSITORY}/environments/${encodeURIComponent(environment)}/secrets`;
  return ask('PUT', `${secrets}/${name}`, await seal(ask, environment, value));
}

/** What a client puts for a value that it sealed to the environment's published key. */
export async function seal(ask: Rehearsal['ask'], environment: string, value: string | Uint8Array) {
  await sodium.ready;
  const secrets = `/repos/${REPOSITORY}/environments/${encodeURIComponent(environment)}/secrets`;
  const { key, key_id } = stringsOf((await ask('GET', `${secrets}/public-key`)).body);
  const sealed = sodium.crypto_box_seal(value, Buffer.from(key ?? '', 'base64'));
  return { encrypted_value: Buffer.from(sealed).toString('base64'), key_id };
}

function stringsOf(body: unknown): Partial<Record<string, string>> {
  return Object.fromEntries(Object.entries(body ?? {}).filter(([, value]) => typeof value === 'string'));
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((github) => github.close()));
});
