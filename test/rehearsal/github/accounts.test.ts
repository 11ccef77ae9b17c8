import { describe, expect, it } from '@jest/globals';
import { startGitHub } from '../../../rehearsal/github/server.ts';
import { REPOSITORY, startTestGitHub } from './client.ts';

describe("the users of GitHub's stand-in", () => {
  it('are found by login in any case, with an id and without keys', async () => {
    const { ask } = await startTestGitHub();
    const grace = await ask('GET', '/users/grace');
    expect(grace).toMatchObject({
      status: 200,
      body: { id: expect.any(Number), login: 'Grace', type: 'User' },
    });
    expect(await ask('GET', '/users/Grace/gpg_keys')).toEqual({ status: 200, body: [] });
    expect(await ask('GET', '/users/Grace/keys?per_page=100')).toEqual({ status: 200, body: [] });
  });

  it('include the owner of the token at /user', async () => {
    const { ask } = await startTestGitHub();
    expect(await ask('GET', '/user')).toMatchObject({ status: 200, body: { login: 'ada' } });
  });
});

describe('the owner of the repository', () => {
  it('is an organization if the seed has teams', async () => {
    const { ask } = await startTestGitHub();
    expect(await ask('GET', '/orgs/acme')).toMatchObject({ body: { login: 'acme', type: 'Organization' } });
    expect(await ask('GET', '/orgs/acme/teams/release')).toMatchObject({
      status: 200,
      body: { id: expect.any(Number), slug: 'release', name: 'Release' },
    });
    expect(await ask('GET', '/orgs/acme/teams/release/members')).toMatchObject({ body: [{ login: 'ada' }] });
    expect(await ask('GET', '/orgs/acme/teams/release/repos')).toMatchObject({ body: [{ name: 'app' }] });
  });

  it('has lists whose second page is empty', async () => {
    const { ask } = await startTestGitHub();
    expect((await ask('GET', '/orgs/acme/teams/release/members?page=2')).body).toEqual([]);
  });

  it('is a user if the seed has no teams', async () => {
    const github = await startGitHub({ repository: 'ada/app', users: [], token: 't' });
    try {
      const headers = { authorization: 'Bearer t' };
      expect((await fetch(`${github.url}api/v3/orgs/ada`, { headers })).status).toBe(404);
      expect((await fetch(`${github.url}api/v3/users/ada`, { headers })).status).toBe(200);
    } finally {
      await github.close();
    }
  });

  it('has the repository, which is found by name and by id', async () => {
    const { github, ask } = await startTestGitHub();
    const byName = await ask('GET', `/repos/${REPOSITORY}`);
    expect(byName).toMatchObject({ status: 200, body: { full_name: REPOSITORY, name: 'app' } });
    expect(await ask('GET', `/repositories/${github.state.repositories[0]?.id}`)).toEqual(byName);
  });
});

describe('an invalid seed', () => {
  it.each(['app', 'acme/', 'acme/app/x'])('is refused if the repository is %s', async (repository) => {
    await expect(startGitHub({ repository, users: [], token: 't' })).rejects.toThrow('not owner/name');
  });

  it('is refused if a team member is not a seeded user', async () => {
    const teams = [{ slug: 'release', members: ['nobody'] }];
    const started = startGitHub({ repository: REPOSITORY, users: [], teams, token: 't' });
    await expect(started).rejects.toThrow('team release: nobody is not a seeded user');
  });
});
