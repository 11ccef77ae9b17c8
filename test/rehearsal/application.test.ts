import { expect, it } from '@jest/globals';
import { startApplication } from '../pipeline/e2e/plan.ts';

const ask = async (url: string, init?: RequestInit) => {
  const response = await fetch(url, init);
  return [response.status, await response.json()];
};

it('serves what runs at the moment', async () => {
  let running: string | undefined;
  const { url } = await startApplication({ version: async () => running });
  expect(await ask(`${url}/api/version`)).toEqual([503, { error: 'nothing runs' }]);
  running = '1.0.76';
  expect(await ask(`${url}/api/version`)).toEqual([200, { version: '1.0.76' }]);
});

it('is faulty in the versions that it is told, and in no other', async () => {
  let running = '1.0.76';
  const statuses = { 'GET /health': 500 };
  const { url } = await startApplication({
    version: async () => running,
    faults: { '1.0.77': { statuses } },
  });
  expect(await ask(`${url}/health`)).toEqual([200, { status: 'ok' }]);
  running = '1.0.77';
  expect(await ask(`${url}/health`)).toEqual([500, { error: 'broken' }]);
});

it.each(['GET /api/status', 'GET /api/devices', 'GET /api/pollers', 'POST /api/query'])(
  'lets nobody in without a token: %s',
  async (route) => {
    const { url } = await startApplication();
    const [method = '', path] = route.split(' ');
    for (const headers of [{}, { authorization: 'Bearer undefined' }])
      expect(await ask(`${url}${path}`, { method, headers })).toEqual([401, { error: 'not signed in' }]);
  },
);

it('knows nothing else', async () => {
  const { url } = await startApplication();
  expect(await ask(`${url}/other`)).toEqual([404, { error: 'not found' }]);
});
