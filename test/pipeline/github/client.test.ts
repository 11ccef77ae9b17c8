import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { RemoteError, UserError } from '../../../model/errors.ts';
import { createOnce } from '../../../pipeline/github/create-once.ts';
import { UnacceptableError } from '../../../pipeline/github/failure.ts';
import { findTagCommit } from '../../../pipeline/github/refs.ts';
import { readGitHubSettings } from '../../../pipeline/github/settings.ts';
import { lostAnswer, reset, stall, truncated } from '../../support/fault-server.ts';
import { answer, startStandIn, token } from '../../support/github-stand-in.ts';

const named = z.object({ full_name: z.string() });
const comments = '/commits/{commit}/comments';
const commit = 'c'.repeat(40);

async function failure(action: Promise<unknown>): Promise<Error> {
  const error = await action.then(
    () => new Error('it did not fail'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof UserError || error instanceof RemoteError) return error;
  throw error;
}

describe('the GitHub client behind an unreliable network', () => {
  it.each([
    ['status 429 with Retry-After', answer(429, 'Too many requests', { 'retry-after': '2' })],
    [
      'a secondary rate limit',
      answer(403, 'You have exceeded a secondary rate limit', { 'retry-after': '60' }),
    ],
    ['an exhausted rate limit', answer(403, 'API rate limit exceeded', { 'x-ratelimit-remaining': '0' })],
    ['status 500', answer(500, 'Server Error')],
    ['a connection reset', reset],
    ['a truncated response', truncated],
    ['a timeout', stall],
  ])('repeats a GET request after %s', async (_, fault) => {
    const { github, inject, sentRequests } = await startStandIn();
    inject(/GET/, fault);
    expect(await github.request(named, 'GET ')).toEqual({ full_name: 'acme/shop' });
    expect(sentRequests()).toHaveLength(2);
  });

  it.each([
    ['status 503', answer(503, 'Unavailable'), '503 Unavailable'],
    ['status 429', answer(429, 'Too many requests', { 'retry-after': '1' }), 'this is a rate limit'],
    ['a connection reset', reset, 'run the same command again later'],
  ])('fails after four attempts that end with %s', async (_, fault, message) => {
    const { github, inject, sentRequests } = await startStandIn();
    inject(/GET/, ...Array(9).fill(fault));
    const error = await failure(github.request(named, 'GET '));
    expect(error).toBeInstanceOf(RemoteError);
    expect(error.message).toContain('GET /repos/acme/shop: ');
    expect(error.message).toContain(message);
    expect(sentRequests()).toHaveLength(4);
  });

  it('fails at once if GitHub asks for a wait of more than a minute', async () => {
    const { github, inject, sentRequests } = await startStandIn();
    inject(/GET/, answer(429, 'Too many requests', { 'retry-after': '61' }));
    expect(await failure(github.request(named, 'GET '))).toBeInstanceOf(RemoteError);
    expect(sentRequests()).toHaveLength(1);
  });

  it.each([
    ['status 500', answer(500, 'Server Error')],
    ['a connection reset', reset],
    ['a lost response', lostAnswer],
  ])('does not repeat a POST request after %s, because it may have taken effect', async (_, fault) => {
    const { github, inject, sentRequests } = await startStandIn();
    inject(/POST/, fault);
    expect(
      await failure(github.request(z.unknown(), `POST ${comments}`, { commit, body: 'x' })),
    ).toBeInstanceOf(RemoteError);
    expect(sentRequests()).toHaveLength(1);
  });

  it('repeats a POST request after a rate limit, because it had no effect', async () => {
    const { github, inject, repository } = await startStandIn();
    inject(/POST/, answer(429, 'Too many requests', { 'retry-after': '1' }));
    await github.request(z.unknown(), `POST ${comments}`, { commit, body: 'x' });
    expect(repository.commitComments).toHaveLength(1);
  });
});

describe('an error of the GitHub client', () => {
  it.each([
    [401, 'Bad credentials', {}, 'set a valid one'],
    [403, 'Resource not accessible', {}, "raise the job's permissions"],
    [
      403,
      'Resource not accessible',
      { 'x-accepted-github-permissions': 'contents=write' },
      '(one of: contents=write)',
    ],
    [404, 'Not Found', {}, 'check the names'],
    [422, 'Validation Failed', {}, 'its response says why'],
  ])('says what to do after status %d %s (headers %j)', async (status, message, headers, hint) => {
    const { github, inject, sentRequests } = await startStandIn();
    inject(/GET/, answer(status, message, headers));
    const error = await failure(github.request(named, 'GET '));
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toContain(`GET /repos/acme/shop: ${status} ${message}`);
    expect(error.message).toContain(hint);
    expect(sentRequests()).toHaveLength(1);
  });

  it("contains GitHub's messages about single fields", async () => {
    const { github } = await startStandIn();
    const pull = { title: 'x', head: 'stg', base: 'main' };
    const error = await failure(github.request(z.unknown(), 'POST /pulls', pull));
    expect(error).toBeInstanceOf(UnacceptableError);
    expect(error.message).toContain('422 Validation Failed; head invalid');
  });

  it('never contains the token', async () => {
    const { github, withToken, inject } = await startStandIn();
    const wrong = await failure(withToken('canary-wrong').request(named, 'GET '));
    inject(/GET/, answer(422, `${token}\n\u001b[31m`));
    const repeated = await failure(github.request(named, 'GET '));
    expect(repeated.message).toContain('422 [secret] [31m');
    for (const error of [wrong, repeated])
      expect(`${error.stack}${JSON.stringify(error)}`).not.toMatch(/canary/);
  });

  it('points to GITHUB_API_URL if the response is not one of GitHub', async () => {
    const { github, inject } = await startStandIn();
    inject(/GET/, answer(200, 'It works'));
    expect((await failure(github.request(named, 'GET '))).message).toContain('check GITHUB_API_URL');
  });
});

describe('readGitHubSettings', () => {
  it.each([
    [{ GITHUB_TOKEN: 'a' }, 'a', 'https://api.github.com'],
    [{ GITHUB_TOKEN: '', GH_TOKEN: 'b' }, 'b', 'https://api.github.com'],
    [{ GITHUB_TOKEN: 'a', GITHUB_API_URL: 'https://git.acme/api/v3/' }, 'a', 'https://git.acme/api/v3'],
    [{ GITHUB_TOKEN: 'a', GITHUB_API_URL: 'http://127.0.0.1:1/api/v3' }, 'a', 'http://127.0.0.1:1/api/v3'],
  ])('reads the token and the API URL from %j', (env, value, baseUrl) => {
    const settings = readGitHubSettings(env);
    expect([settings.token.reveal(), settings.baseUrl]).toEqual([value, baseUrl]);
    expect(JSON.stringify(settings)).not.toContain(`"${value}"`);
  });

  it.each([
    [{}, 'GITHUB_TOKEN: is not set'],
    [
      { GITHUB_TOKEN: 'a', GITHUB_API_URL: 'http://git.acme' },
      'GITHUB_API_URL: "http://git.acme" is not an https URL',
    ],
    [{ GITHUB_TOKEN: 'a', GITHUB_API_URL: 'api' }, 'GITHUB_API_URL: "api" is not an https URL'],
  ])('refuses %j', (env, message) => {
    expect(() => readGitHubSettings(env)).toThrow(message);
  });
});

describe('createOnce', () => {
  const resource = { name: 'resource' };

  it.each<[string, (typeof resource | undefined)[], (Error | undefined)[], number, boolean]>([
    ['returns an existing resource', [resource], [], 0, false],
    ['creates a missing resource', [undefined], [undefined], 1, true],
    [
      'finds the resource after the response to its creation was lost',
      [undefined, resource],
      [new RemoteError()],
      1,
      true,
    ],
    [
      'creates the resource again after a failure',
      [undefined, undefined],
      [new RemoteError(), undefined],
      2,
      true,
    ],
    [
      'finds the resource if somebody else created it first',
      [undefined, resource],
      [new UnacceptableError([])],
      1,
      true,
    ],
  ])('%s', async (_, found, failures, creations, created) => {
    let count = 0;
    const create = async () => {
      const error = failures[count++];
      if (error !== undefined) throw error;
      return resource;
    };
    expect(await createOnce(async () => found.shift(), create)).toEqual({ resource, created });
    expect(count).toBe(creations);
  });

  it.each([
    ['after three failed attempts', new RemoteError('down'), 3],
    ['at once after a refusal', new UnacceptableError([]), 1],
    ['at once after an unexpected error', new TypeError('defect'), 1],
  ])('gives up %s', async (_, error, creations) => {
    let count = 0;
    const create = async () => {
      count += 1;
      throw error;
    };
    await expect(createOnce(async () => undefined, create)).rejects.toBe(error);
    expect(count).toBe(creations);
  });
});

describe('findTagCommit', () => {
  it('finds the commit of a lightweight and of an annotated tag', async () => {
    const { github, repository } = await startStandIn();
    const object = { type: 'commit', sha: commit } as const;
    repository.refs.set('refs/tags/v1', object);
    repository.refs.set('refs/tags/v2', { type: 'tag', sha: 'd'.repeat(40), object });
    expect(await findTagCommit(github, 'v1')).toBe(commit);
    expect(await findTagCommit(github, 'v2')).toBe(commit);
    expect(await findTagCommit(github, 'v3')).toBeUndefined();
  });
});
