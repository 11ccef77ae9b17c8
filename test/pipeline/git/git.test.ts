import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createGit } from '../../../pipeline/git/git.ts';

describe('createGit', () => {
  const previous = process.env['GIT_HTTP_LOW_SPEED_TIME'];
  afterEach(() => {
    if (previous === undefined) delete process.env['GIT_HTTP_LOW_SPEED_TIME'];
    else process.env['GIT_HTTP_LOW_SPEED_TIME'] = previous;
  });

  it('gives up a remote that never responds', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    process.env['GIT_HTTP_LOW_SPEED_TIME'] = '1';
    try {
      const request = createGit('.')('ls-remote', `http://127.0.0.1:${port}/app.git`);
      await expect(request).rejects.toThrow(/git ls-remote.*Operation too slow/s);
    } finally {
      silent.close();
      silent.closeAllConnections();
    }
  }, 20_000);
});
