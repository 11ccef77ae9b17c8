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

describe('fault 11: GitHub behind a network with faults', () => {
  it.each([
    ['429 with Retry-After', answer(429, 'Too many requests', { 'retry-after': '2' })],
    [
      'a secondary rate limit',
      answer(403, 'You have exceeded a secondary rate limit', { 'retry-after': '60' }),
    ],
    ['a used-up rate limit', answer(403, 'API rate limit exceeded', { 'x-ratelimit-remaining': '0' })],
    ['500', answer(500, 'Server Error')],
    ['a reset', reset],
    ['an answer that breaks off', truncated],
    ['a stall', stall],
  ])('is asked again after %s', async (_, fault) => {
    const { github, inject, asked } = await startStandIn();
    inject(/GET/, fault);
    expect(await github.ask(named, 'GET ')).toEqual({ full_name: 'acme/shop' });
    expect(asked()).toHaveLength(2);
  });

  it.each([
    ['503', answer(503, 'Unavailable'), '503 Unavailable'],
    ['429', answer(429, 'Too many requests', { 'retry-after': '1' }), 'this is a rate limit'],
    ['a reset', reset, 'run the same command again later'],
  ])('ends after the fourth %s', async (_, fault, message) => {
    const { github, inject, asked } = await startStandIn();
    inject(/GET/, ...Array(9).fill(fault));
    const error = await failure(github.ask(named, 'GET '));
    expect(error).toBeInstanceOf(RemoteError);
    expect(error.message).toContain('GET /repos/acme/shop: ');
    expect(error.message).toContain(message);
    expect(asked()).toHaveLength(4);
  });

  it('does not wait longer than a minute', async () => {
    const { github, inject, asked } = await startStandIn();
    inject(/GET/, answer(429, 'Too many requests', { 'retry-after': '61' }));
    expect(await failure(github.ask(named, 'GET '))).toBeInstanceOf(RemoteError);
    expect(asked()).toHaveLength(1);
  });

  it.each([
    ['500', answer(500, 'Server Error')],
    ['a reset', reset],
    ['a lost answer', lostAnswer],
  ])('is not asked blindly to create again after %s', async (_, fault) => {
    const { github, inject, asked } = await startStandIn();
    inject(/POST/, fault);
    expect(await failure(github.ask(z.unknown(), `POST ${comments}`, { commit, body: 'x' }))).toBeInstanceOf(
      RemoteError,
    );
    expect(asked()).toHaveLength(1);
  });

  it('is asked to create again after a limit, which had no effect', async () => {
    const { github, inject, repository } = await startStandIn();
    inject(/POST/, answer(429, 'Too many requests', { 'retry-after': '1' }));
    await github.ask(z.unknown(), `POST ${comments}`, { commit, body: 'x' });
    expect(repository.commitComments).toHaveLength(1);
  });
});

describe('an answer that is a refusal', () => {
  it.each([
    [401, 'Bad credentials', {}, 'set a valid one'],
    [403, 'Resource not accessible', {}, "raise the job's permissions"],
    [
      403,
      'Resource not accessible',
      { 'x-accepted-github-permissions': 'contents=write' },
      '(it takes one of: contents=write)',
    ],
    [404, 'Not Found', {}, 'check the names'],
    [422, 'Validation Failed', {}, 'its answer says why'],
  ])('%d %s says what to do', async (status, message, headers, hint) => {
    const { github, inject, asked } = await startStandIn();
    inject(/GET/, answer(status, message, headers));
    const error = await failure(github.ask(named, 'GET '));
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toContain(`GET /repos/acme/shop: ${status} ${message}`);
    expect(error.message).toContain(hint);
    expect(asked()).toHaveLength(1);
  });

  it('holds what GitHub says of the fields', async () => {
    const { github } = await startStandIn();
    const pull = { title: 'x', head: 'stg', base: 'main' };
    const error = await failure(github.ask(z.unknown(), 'POST /pulls', pull));
    expect(error).toBeInstanceOf(UnacceptableError);
    expect(error.message).toContain('422 Validation Failed; head invalid');
  });

  it('fault 18: never shows the token', async () => {
    const { github, withToken, inject } = await startStandIn();
    const wrong = await failure(withToken('canary-wrong').ask(named, 'GET '));
    inject(/GET/, answer(422, `${token}\n\u001b[31m`));
    const repeated = await failure(github.ask(named, 'GET '));
    expect(repeated.message).toContain('422 [secret] [31m');
    for (const error of [wrong, repeated])
      expect(`${error.stack}${JSON.stringify(error)}`).not.toMatch(/canary/);
  });

  it('that is none of GitHub is told', async () => {
    const { github, inject } = await startStandIn();
    inject(/GET/, answer(200, 'It works'));
    expect((await failure(github.ask(named, 'GET '))).message).toContain('check GITHUB_API_URL');
  });
});

describe('the settings', () => {
  it.each([
    [{ GITHUB_TOKEN: 'a' }, 'a', 'https://api.github.com'],
    [{ GITHUB_TOKEN: '', GH_TOKEN: 'b' }, 'b', 'https://api.github.com'],
    [{ GITHUB_TOKEN: 'a', GITHUB_API_URL: 'https://git.acme/api/v3/' }, 'a', 'https://git.acme/api/v3'],
    [{ GITHUB_TOKEN: 'a', GITHUB_API_URL: 'http://127.0.0.1:1/api/v3' }, 'a', 'http://127.0.0.1:1/api/v3'],
  ])('are read from %j', (env, value, baseUrl) => {
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
  ])('are refused: %j', (env, message) => {
    expect(() => readGitHubSettings(env)).toThrow(message);
  });
});

describe('what is created once', () => {
  const thing = { name: 'thing' };

  it.each<[string, (typeof thing | undefined)[], (Error | undefined)[], number, boolean]>([
    ['is found', [thing], [], 0, false],
    ['is created', [undefined], [undefined], 1, true],
    ['is found after a lost answer', [undefined, thing], [new RemoteError()], 1, true],
    ['is created after a failure', [undefined, undefined], [new RemoteError(), undefined], 2, true],
    ['is found where another was faster', [undefined, thing], [new UnacceptableError([])], 1, true],
  ])('%s', async (_, found, failures, creations, created) => {
    let count = 0;
    const create = async () => {
      const error = failures[count++];
      if (error !== undefined) throw error;
      return thing;
    };
    expect(await createOnce(async () => found.shift(), create)).toEqual({ thing, created });
    expect(count).toBe(creations);
  });

  it.each([
    ['after three failures', new RemoteError('down'), 3],
    ['at a refusal', new UnacceptableError([]), 1],
    ['at a defect', new TypeError('defect'), 1],
  ])('ends %s', async (_, error, creations) => {
    let count = 0;
    const create = async () => {
      count += 1;
      throw error;
    };
    await expect(createOnce(async () => undefined, create)).rejects.toBe(error);
    expect(count).toBe(creations);
  });
});

describe('a tag', () => {
  it('is followed to its commit, through its annotation', async () => {
    const { github, repository } = await startStandIn();
    const object = { type: 'commit', sha: commit } as const;
    repository.refs.set('refs/tags/v1', object);
    repository.refs.set('refs/tags/v2', { type: 'tag', sha: 'd'.repeat(40), object });
    expect(await findTagCommit(github, 'v1')).toBe(commit);
    expect(await findTagCommit(github, 'v2')).toBe(commit);
    expect(await findTagCommit(github, 'v3')).toBeUndefined();
  });
});
