import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createGit } from '../../../pipeline/git/git.ts';

describe('git', () => {
  const own = process.env['GIT_HTTP_LOW_SPEED_TIME'];
  afterEach(() => {
    if (own === undefined) delete process.env['GIT_HTTP_LOW_SPEED_TIME'];
    else process.env['GIT_HTTP_LOW_SPEED_TIME'] = own;
  });

  it('fault 11: gives up a remote that never answers', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    process.env['GIT_HTTP_LOW_SPEED_TIME'] = '1';
    try {
      const asked = createGit('.')('ls-remote', `http://127.0.0.1:${port}/app.git`);
      await expect(asked).rejects.toThrow(/git ls-remote.*Operation too slow/s);
    } finally {
      silent.close();
      silent.closeAllConnections();
    }
  }, 20_000);
});
