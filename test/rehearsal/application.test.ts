import { describe, expect, it } from '@jest/globals';
import { startApplication } from '../pipeline/e2e/plan.ts';

const request = async (url: string, init?: RequestInit) => {
  const response = await fetch(url, init);
  return [response.status, await response.json()];
};

describe("the application's stand-in", () => {
  it('serves the version that runs at the time of the request', async () => {
    let running: string | undefined;
    const { url } = await startApplication({ version: async () => running });
    expect(await request(`${url}/api/version`)).toEqual([503, { error: 'no version is running' }]);
    running = '1.0.76';
    expect(await request(`${url}/api/version`)).toEqual([200, { version: '1.0.76' }]);
  });

  it('has defects only in the versions that are configured to have them', async () => {
    let running = '1.0.76';
    const statuses = { 'GET /health': 500 };
    const { url } = await startApplication({
      version: async () => running,
      faults: { '1.0.77': { statuses } },
    });
    expect(await request(`${url}/health`)).toEqual([200, { status: 'ok' }]);
    running = '1.0.77';
    expect(await request(`${url}/health`)).toEqual([500, { error: 'broken by the rehearsal' }]);
  });

  it.each(['GET /api/status', 'GET /api/devices', 'GET /api/pollers', 'POST /api/query'])(
    'answers %s with 401 without a valid token',
    async (route) => {
      const { url } = await startApplication();
      const [method = '', path] = route.split(' ');
      for (const headers of [{}, { authorization: 'Bearer undefined' }])
        expect(await request(`${url}${path}`, { method, headers })).toEqual([
          401,
          { error: 'a valid token is required' },
        ]);
    },
  );

  it('answers an unknown path with 404', async () => {
    const { url } = await startApplication();
    expect(await request(`${url}/other`)).toEqual([404, { error: 'not found' }]);
  });
});
