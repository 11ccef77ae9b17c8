import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret } from '../../../http/secret.ts';
import { exitCodeOf } from '../../../pipeline/exit-codes.ts';
import { retag } from '../../../pipeline/images/retag.ts';
import { createClient } from '../../../pipeline/oci/client.ts';
import { login, startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import type { TokenServer } from '../oci/support/token-server.ts';
import { build, digestsUnder, errorOf, imagesAt } from './built.ts';

const names = ['api', 'queue', 'web', 'worker'];
const oneByOne = { from: 'built', fixed: ['v1.1.0'], moving: [], concurrency: 1 };

describe('retag with a real registry that uses tokens', () => {
  let registry: TestRegistry;
  let tokenServer: TokenServer;

  beforeAll(async () => {
    registry = await startTestRegistry('token');
    if (registry.tokenServer === undefined) throw new Error('no token server');
    ({ tokenServer } = registry);
  }, 60_000);
  afterAll(() => registry.stop());

  const withLogin = (request: typeof fetch = fetch) =>
    createClient({
      fetch: (url, init) => request(url, init),
      credentials: async () => ({
        kind: 'password',
        username: login.username,
        password: new Secret(login.password),
      }),
    });

  /** A fetch that calls a function at the second write of a manifest. */
  const atSecondWrite = (action: () => void): typeof fetch => {
    let writes = 0;
    return (url, init) => {
      if (init?.method === 'PUT' && ++writes === 2) action();
      return fetch(url, init);
    };
  };

  it('gets a new token if one expires during the run', async () => {
    const images = imagesAt(registry.host, 'renewed', names);
    const digests = await build(withLogin(), images, 'built');
    const client = withLogin(
      atSecondWrite(() => {
        tokenServer.expireNext = true;
      }),
    );
    tokenServer.requestedScopes.length = 0;
    await retag(client, images, oneByOne);
    const pushes = tokenServer.requestedScopes.filter((scope) => scope.endsWith('push'));
    expect(pushes).toEqual(
      ['api', 'queue', 'web', 'web', 'worker'].map((name) => `repository:renewed/${name}:pull,push`),
    );
    expect(await digestsUnder(withLogin(), images, 'v1.1.0')).toEqual(digests);
  });

  it('says that the login expired during the run, and finishes with a new login', async () => {
    const images = imagesAt(registry.host, 'resumed', names);
    const digests = await build(withLogin(), images, 'built');
    let ended = false;
    const counting = atSecondWrite(() => {
      ended = true;
    });
    const client = withLogin((url, init) =>
      ended && new URL(`${url}`).pathname === '/token' ? fetch(url) : counting(url, init),
    );
    const error = await errorOf(retag(client, images, oneByOne));
    expect(exitCodeOf(error)).toBe(5);
    expect(error.message).toContain('docker login');
    expect(error.message).not.toContain(login.password);
    const resumed = await retag(withLogin(), images, oneByOne);
    expect(resumed.map(({ tags }) => tags[0]?.done)).toEqual([
      'already there',
      'already there',
      'new',
      'new',
    ]);
    expect(await digestsUnder(withLogin(), images, 'v1.1.0')).toEqual(digests);
  });
});
