import { afterEach } from '@jest/globals';
import sodium from 'libsodium-wrappers';
import { type GitHubStandIn, startGitHub } from '../../../rehearsal/github/server.ts';

export const REPOSITORY = 'acme/app';
const TOKEN = 'the-right-token';

/** A response; `body` is undefined if it was empty. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** A started stand-in and its client. It is closed after the test. */
export interface TestGitHub {
  readonly github: GitHubStandIn;
  /** Sends a request to a path below `/api/v3`; with `token` null it carries no token. */
  ask(method: string, path: string, body?: unknown, token?: string | null): Promise<Reply>;
  /** Seals a value to the environment's public key and puts it, as the Pulumi provider does. */
  putSecret(environment: string, name: string, value: string | Uint8Array): Promise<Reply>;
}

const open: GitHubStandIn[] = [];

/** Starts a stand-in with `acme/app`, owned by an organization with two users and one team. The time is `clock.now`. */
export async function startTestGitHub(
  clock = { now: new Date('2026-01-02T03:04:05.678Z') },
): Promise<TestGitHub> {
  const github = await startGitHub({
    repository: REPOSITORY,
    users: ['ada', 'Grace'],
    teams: [{ slug: 'release', name: 'Release', members: ['ada'] }],
    token: TOKEN,
    now: () => clock.now,
  });
  open.push(github);
  const ask: TestGitHub['ask'] = async (method, path, body, token = TOKEN) => {
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
  ask: TestGitHub['ask'],
  environment: string,
  name: string,
  value: string | Uint8Array,
) {
  const secrets = `/repos/${REPOSITORY}/environments/${encodeURIComponent(environment)}/secrets`;
  return ask('PUT', `${secrets}/${name}`, await seal(ask, environment, value));
}

/** The body to put for a value: sealed to the environment's public key. */
export async function seal(ask: TestGitHub['ask'], environment: string, value: string | Uint8Array) {
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
