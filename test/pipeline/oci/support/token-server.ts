import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface TokenServer {
  /** For distribution's `token` auth. */
  readonly settings: { readonly realm: string; readonly service: string; readonly issuer: string };
  /** The key that it signs with: a JSON Web Key Set. */
  readonly jwks: string;
  /** The scopes of each token that was requested, in order. */
  readonly requestedScopes: string[];
  /** Whether the next token will be expired for the registry, although this server says otherwise. */
  expireNext: boolean;
  readonly stop: () => Promise<void>;
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token server (distribution's "Token Authentication Specification") that issues JWTs signed with ES256. */
export async function startTokenServer(given: {
  readonly certificate: string;
  readonly key: string;
  readonly login: { readonly username: string; readonly password: string };
}): Promise<TokenServer> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const kid = 'test';
  const expected = `Basic ${Buffer.from(`${given.login.username}:${given.login.password}`).toString('base64')}`;
  const issue = (scopes: readonly string[], expired: boolean) => {
    const access = scopes.map((scope) => {
      const [type = '', name = '', actions = ''] = scope.split(':');
      return { type, name, actions: actions.split(',') };
    });
    const now = Math.floor(Date.now() / 1000);
    const times = expired ? { nbf: now - 900, exp: now - 600 } : { nbf: now - 10, exp: now + 300 };
    const claims = { iss: 'test-issuer', aud: 'test-registry', sub: given.login.username, ...times, access };
    const text = `${encode({ typ: 'JWT', alg: 'ES256', kid })}.${encode(claims)}`;
    const signature = sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' });
    return `${text}.${signature.toString('base64url')}`;
  };
  const server = createServer({ cert: given.certificate, key: given.key }, (request, response) => {
    const url = new URL(request.url ?? '', 'https://127.0.0.1');
    if (request.headers.authorization !== expected) {
      response.writeHead(401, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ errors: [{ code: 'UNAUTHORIZED', message: 'wrong login' }] }));
      return;
    }
    const scopes = url.searchParams.getAll('scope');
    tokenServer.requestedScopes.push(scopes.join(' '));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ token: issue(scopes, tokenServer.expireNext), expires_in: 300 }));
    tokenServer.expireNext = false;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const tokenServer: TokenServer = {
    settings: { realm: `https://127.0.0.1:${port}/token`, service: 'test-registry', issuer: 'test-issuer' },
    jwks: JSON.stringify({
      keys: [{ ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' }],
    }),
    requestedScopes: [],
    expireNext: false,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return tokenServer;
}
