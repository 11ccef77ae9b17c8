import { describe, expect, it } from '@jest/globals';
import { REPOSITORY, startTestGitHub } from './client.ts';

describe("the token check of GitHub's stand-in", () => {
  it('refuses a request without a token, and one with a wrong token', async () => {
    const { github, ask } = await startTestGitHub();
    const none = await ask('GET', '/user', undefined, null);
    const wrong = await ask('GET', '/user', undefined, 'guessed');
    expect(none).toMatchObject({ status: 401, body: { message: 'Requires authentication', status: '401' } });
    expect(wrong).toMatchObject({ status: 401, body: { message: 'Bad credentials' } });
    expect(github.unknownRoutes).toEqual([]);
  });

  it('changes nothing when the token is wrong', async () => {
    const { github, ask } = await startTestGitHub();
    await ask('PUT', `/repos/${REPOSITORY}/environments/demo`, {}, 'guessed');
    expect(github.state.repositories[0]?.environments.size).toBe(0);
  });

  it('accepts the schemes `token` and `Bearer`', async () => {
    const { github } = await startTestGitHub();
    const headers = { authorization: 'token the-right-token' };
    const response = await fetch(`${github.url}api/v3/user`, { headers });
    expect(response.status).toBe(200);
  });
});

describe("an invalid request to GitHub's stand-in", () => {
  it('gets a 404 and is recorded if no route matches', async () => {
    const { github, ask } = await startTestGitHub();
    const reply = await ask('POST', `/repos/${REPOSITORY}/hooks?per_page=3`, {});
    expect(reply).toMatchObject({ status: 404, body: { message: 'Not Found', status: '404' } });
    expect(github.unknownRoutes).toEqual([`POST /api/v3/repos/${REPOSITORY}/hooks`]);
  });

  it('gets a 404 outside /api/v3', async () => {
    const { github } = await startTestGitHub();
    const headers = { authorization: 'Bearer the-right-token' };
    expect((await fetch(`${github.url}user`, { headers })).status).toBe(404);
    expect(github.unknownRoutes).toEqual(['GET /user']);
  });

  it('is not recorded as an unknown route if only the resource does not exist', async () => {
    const { github, ask } = await startTestGitHub();
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

  it('gets a 400 if its body is not JSON', async () => {
    const { github } = await startTestGitHub();
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

describe("GitHub's stand-in", () => {
  it('records method, path and status of each request, and nothing else', async () => {
    const { github, ask } = await startTestGitHub();
    await ask('GET', '/user');
    await ask('PUT', `/repos/${REPOSITORY}/environments/a%2Fb`, {});
    expect(github.requests).toEqual([
      { method: 'GET', path: '/api/v3/user', status: 200 },
      { method: 'PUT', path: `/api/v3/repos/${REPOSITORY}/environments/a%2Fb`, status: 200 },
    ]);
  });

  it('listens only on the loopback address', async () => {
    const { github } = await startTestGitHub();
    expect(github.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  });
});
