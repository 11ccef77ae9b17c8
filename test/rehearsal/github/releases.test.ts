import { describe, expect, it } from '@jest/globals';
import { REPOSITORY, startTestGitHub } from './client.ts';

const path = `/repos/${REPOSITORY}/releases`;
const sha = 'a'.repeat(40);
const failed = (error: object) => ({
  status: 422,
  body: { message: 'Validation Failed', errors: [{ resource: 'Release', ...error }] },
});

async function withDraft(fields: object = {}) {
  const testGitHub = await startTestGitHub();
  const created = await testGitHub.ask('POST', path, {
    tag_name: 'v1',
    target_commitish: sha,
    ...fields,
    draft: true,
  });
  const release = testGitHub.github.state.repositories[0]?.releases[0];
  if (release === undefined) throw new Error('there is no release');
  return { ...testGitHub, created, release, one: `${path}/${release.id}` };
}

describe('releases', () => {
  it('are only in the list while they are drafts, and are found by tag when they are published', async () => {
    const { ask, created, release, one } = await withDraft({ name: 'One', body: 'b', prerelease: true });
    const fields = { id: release.id, tag_name: 'v1', target_commitish: sha, name: 'One', body: 'b' };
    expect(created).toMatchObject({ status: 201, body: { ...fields, draft: true, prerelease: true } });
    expect(await ask('GET', `${path}/tags/v1`)).toMatchObject({ status: 404 });
    expect(await ask('GET', path)).toMatchObject({ status: 200, body: [{ ...fields, draft: true }] });
    const published = await ask('PATCH', one, { draft: false });
    expect(published).toMatchObject({ status: 200, body: { ...fields, draft: false } });
    expect(await ask('GET', `${path}/tags/v1`)).toEqual({ ...published, status: 200 });
    expect(await ask('PATCH', `${path}/1`, {})).toMatchObject({ status: 404 });
  });

  it('create their tag when they are published, if there is none', async () => {
    const { ask, one } = await withDraft();
    const tag = `/repos/${REPOSITORY}/git/ref/tags/v1`;
    expect(await ask('GET', tag)).toMatchObject({ status: 404 });
    await ask('PATCH', one, { draft: false });
    expect(await ask('GET', tag)).toEqual({
      status: 200,
      body: { ref: 'refs/tags/v1', object: { type: 'commit', sha } },
    });
    const next = await ask('POST', path, { tag_name: 'v2', target_commitish: 'main' });
    expect(next).toMatchObject(failed({ field: 'target_commitish', code: 'invalid' }));
  });

  it('may share a tag while they are drafts, but only one of them can be published', async () => {
    const { github, ask, one } = await withDraft();
    expect(await ask('POST', path, { tag_name: 'v1', draft: true })).toMatchObject({ status: 201 });
    await ask('PATCH', one, { draft: false });
    const taken = failed({ field: 'tag_name', code: 'already_exists' });
    expect(await ask('POST', path, { tag_name: 'v1' })).toMatchObject(taken);
    expect(github.state.repositories[0]?.releases).toHaveLength(2);
  });

  it('are refused if their body has more than 125,000 characters', async () => {
    const { ask, one, release } = await withDraft();
    expect(await ask('PATCH', one, { body: '€'.repeat(125_000) })).toMatchObject({ status: 200 });
    expect(await ask('PATCH', one, { body: 'x'.repeat(125_001) })).toMatchObject(failed({ field: 'body' }));
    expect(release.body).toBe('€'.repeat(125_000));
  });

  it('are listed in pages, newest first, and each page links to the next', async () => {
    const { github, ask } = await startTestGitHub();
    for (let index = 0; index < 5; index++) await ask('POST', path, { tag_name: `v${index}`, draft: true });
    const headers = { authorization: 'Bearer the-right-token' };
    const pages: unknown[] = [];
    let next: string | undefined = `${github.url}api/v3${path}?per_page=2`;
    while (next !== undefined) {
      const response: Response = await fetch(next, { headers });
      pages.push(await response.json());
      next = /^<(\S+)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1];
    }
    const tagged = (...tags: readonly string[]) => tags.map((tag_name) => ({ tag_name }));
    expect(pages).toMatchObject([tagged('v4', 'v3'), tagged('v2', 'v1'), tagged('v0')]);
  });
});

describe('tags and branches', () => {
  it('are returned with the object they point to, including annotated tags', async () => {
    const { github, ask } = await startTestGitHub();
    const refs = github.state.repositories[0]?.refs;
    refs?.set('refs/heads/stg', { type: 'commit', sha });
    refs?.set('refs/tags/v1', { type: 'tag', sha: 'b'.repeat(40), object: { type: 'commit', sha } });
    const git = `/repos/${REPOSITORY}/git`;
    expect(await ask('GET', `${git}/ref/heads/stg`)).toMatchObject({
      body: { object: { type: 'commit', sha } },
    });
    expect(await ask('GET', `${git}/ref/tags/v1`)).toMatchObject({
      body: { object: { type: 'tag', sha: 'b'.repeat(40) } },
    });
    expect(await ask('GET', `${git}/tags/${'b'.repeat(40)}`)).toMatchObject({ body: { object: { sha } } });
    expect((await ask('GET', `${git}/tags/${sha}`)).status).toBe(404);
    expect((await ask('GET', `${git}/ref/tags/v`)).status).toBe(404);
  });
});

describe('commit comments', () => {
  it('are stored and listed by commit', async () => {
    const { ask } = await startTestGitHub();
    const comments = (commit: string) => `/repos/${REPOSITORY}/commits/${commit}/comments`;
    const created = await ask('POST', comments(sha), { body: 'Staged.' });
    expect(created).toMatchObject({ status: 201, body: { commit_id: sha, body: 'Staged.', path: null } });
    expect(await ask('GET', comments(sha))).toEqual({ status: 200, body: [created.body] });
    expect(await ask('GET', comments('b'.repeat(40)))).toEqual({ status: 200, body: [] });
    expect(await ask('POST', comments('none'), { body: 'x' })).toMatchObject({ status: 422 });
    expect(await ask('POST', comments(sha), { body: '' })).toMatchObject({ status: 422 });
  });
});

describe('pull requests', () => {
  const pulls = `/repos/${REPOSITORY}/pulls`;
  const wanted = { title: 'Release 1', head: 'stg', base: 'main', body: 'b' };

  async function withBranches() {
    const testGitHub = await startTestGitHub();
    const refs = testGitHub.github.state.repositories[0]?.refs;
    refs?.set('refs/heads/stg', { type: 'commit', sha });
    refs?.set('refs/heads/main', { type: 'commit', sha: 'b'.repeat(40) });
    return { ...testGitHub, refs };
  }

  it('can be opened, changed, and listed by branch and state', async () => {
    const { ask, refs } = await withBranches();
    const opened = await ask('POST', pulls, wanted);
    const head = { label: 'acme:stg', ref: 'stg', sha };
    expect(opened).toMatchObject({
      status: 201,
      body: { number: 1, state: 'open', title: 'Release 1', head },
    });
    await ask('PATCH', `${pulls}/1`, { title: 'Release 2', state: 'closed' });
    refs?.set('refs/heads/stg', { type: 'commit', sha: 'c'.repeat(40) });
    await ask('POST', pulls, wanted);
    const numbers = async (query: string) => {
      const { body } = await ask('GET', `${pulls}?${query}`);
      return Array.isArray(body) ? body.map(({ number }) => number) : body;
    };
    expect(await numbers('head=acme:stg&base=main&state=all')).toEqual([2, 1]);
    expect(await numbers('')).toEqual([2]);
    expect(await numbers('state=closed')).toEqual([1]);
    expect(await numbers('head=acme:main')).toEqual([]);
    expect(await ask('GET', `${pulls}?state=closed`)).toMatchObject({
      body: [{ title: 'Release 2', head: { sha } }],
    });
    expect((await ask('PATCH', `${pulls}/3`, {})).status).toBe(404);
  });

  it.each([
    [
      'there is an open one with the same branches',
      wanted,
      { code: 'custom', message: 'A pull request already exists for acme:stg.' },
    ],
    [
      'the branches have the same commit',
      { ...wanted, head: 'main' },
      { code: 'custom', message: 'No commits between main and main' },
    ],
    ['the branch does not exist', { ...wanted, head: 'none' }, { code: 'invalid', field: 'head' }],
  ])('are refused if %s', async (_, fields, error) => {
    const { ask } = await withBranches();
    await ask('POST', pulls, wanted);
    expect(await ask('POST', pulls, fields)).toMatchObject({
      status: 422,
      body: { message: 'Validation Failed', errors: [{ resource: 'PullRequest', ...error }] },
    });
  });
});

describe('repository_dispatch', () => {
  const dispatches = `/repos/${REPOSITORY}/dispatches`;

  it('records the event as it was sent', async () => {
    const { github, ask } = await startTestGitHub();
    const client_payload = { version: '1.0.76' };
    const sent = await ask('POST', dispatches, { event_type: 'release', client_payload });
    expect(sent).toEqual({ status: 204, body: undefined });
    expect(github.state.repositories[0]?.dispatches).toEqual([{ type: 'release', payload: client_payload }]);
  });

  it.each([
    ['no event type', { client_payload: {} }],
    ['an event type of 101 characters', { event_type: 'x'.repeat(101) }],
    [
      'a payload of eleven properties',
      { event_type: 'x', client_payload: Object.fromEntries([...'abcdefghijk'].map((key) => [key, 1])) },
    ],
    ['a payload of 64 KB', { event_type: 'x', client_payload: { a: 'x'.repeat(64 * 1024) } }],
  ])('refuses an event with %s', async (_, body) => {
    const { github, ask } = await startTestGitHub();
    expect(await ask('POST', dispatches, body)).toMatchObject({ status: 422 });
    expect(github.state.repositories[0]?.dispatches).toEqual([]);
  });
});
