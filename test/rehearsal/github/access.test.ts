import { describe, expect, it } from '@jest/globals';
import { REPOSITORY, rehearse } from './client.ts';

describe('who may ask', () => {
  it('refuses a request without a token, and one with a wrong token', async () => {
    const { github, ask } = await rehearse();
    const none = await ask('GET', '/user', undefined, null);
    const wrong = await ask('GET', '/user', undefined, 'guessed');
    expect(none).toMatchObject({ status: 401, body: { message: 'Requires authentication', status: '401' } });
    expect(wrong).toMatchObject({ status: 401, body: { message: 'Bad credentials' } });
    expect(github.unknownRoutes).toEqual([]);
  });

  it('changes nothing for a wrong token', async () => {
    const { github, ask } = await rehearse();
    await ask('PUT', `/repos/${REPOSITORY}/environments/demo`, {}, 'guessed');
    expect(github.state.repositories[0]?.environments.size).toBe(0);
  });

  it('takes `token` as well as `Bearer`', async () => {
    const { github } = await rehearse();
    const headers = { authorization: 'token the-right-token' };
    const response = await fetch(`${github.url}api/v3/user`, { headers });
    expect(response.status).toBe(200);
  });
});

describe('what is not there', () => {
  it('answers 404 as GitHub does and remembers a route that nothing answers', async () => {
    const { github, ask } = await rehearse();
    const reply = await ask('POST', `/repos/${REPOSITORY}/hooks?per_page=3`, {});
    expect(reply).toMatchObject({ status: 404, body: { message: 'Not Found', status: '404' } });
    expect(github.unknownRoutes).toEqual([`POST /api/v3/repos/${REPOSITORY}/hooks`]);
  });

  it('answers only below /api/v3', async () => {
    const { github } = await rehearse();
    const headers = { authorization: 'Bearer the-right-token' };
    expect((await fetch(`${github.url}user`, { headers })).status).toBe(404);
    expect(github.unknownRoutes).toEqual(['GET /user']);
  });

  it('does not call an absent resource an unknown route', async () => {
    const { github, ask } = await rehearse();
    const paths = [
      '/users/nobody',
      '/users/nobody/keys',
      '/orgs/ada',
      '/orgs/acme/teams/none',
      '/repos/acme/other',
      '/repositories/7',
      `/repos/${REPOSITORY}/environments/none`,
      `/repos/${REPOSITORY}/environments/none/secrets/public-key`,
      `/repos/${REPOSITORY}/environments/none/variables`,
    ];
    for (const path of paths) expect([path, (await ask('GET', path)).status]).toEqual([path, 404]);
    expect(github.unknownRoutes).toEqual([]);
  });

  it('refuses a body that is not JSON', async () => {
    const { github } = await rehearse();
    const response = await fetch(`${github.url}api/v3/repos/${REPOSITORY}/environments/demo`, {
      method: 'PUT',
      headers: { authorization: 'Bearer the-right-token' },
      body: '{',
    });
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { message: 'Problems parsing JSON' },
    ]);
  });
});

describe('what is remembered of requests', () => {
  it('keeps method, path and status, in order, and nothing else', async () => {
    const { github, ask } = await rehearse();
    await ask('GET', '/user');
    await ask('PUT', `/repos/${REPOSITORY}/environments/a%2Fb`, {});
    expect(github.requests).toEqual([
      { method: 'GET', path: '/api/v3/user', status: 200 },
      { method: 'PUT', path: `/api/v3/repos/${REPOSITORY}/environments/a%2Fb`, status: 200 },
    ]);
  });

  it('listens on the loopback address only', async () => {
    const { github } = await rehearse();
    expect(github.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  });
});
