import { createServer } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { scenarios } from '../../../e2e/scenarios/index.ts';
import { renderJUnit } from '../../../pipeline/e2e/report/junit.ts';
import { renderSummary, renderText } from '../../../pipeline/e2e/report/text.ts';
import { type RunPlan, runScenarios } from '../../../pipeline/e2e/run-scenarios.ts';
import { testResultOf } from '../../../pipeline/e2e/test-result.ts';
import { digestOf } from '../../../pipeline/oci/digest.ts';
import type { Behaviour } from '../../../rehearsal/application/responses.ts';
import { createClock, password, planFor, startApplication } from './plan.ts';

const heading = { environment: 'demo-staging', version: '1.0.77' };
const about = { ...heading, subject: digestOf(new Uint8Array()), actor: 'ada' };
const names = scenarios.map(({ name }) => name);

const run = (plan: RunPlan, clock = createClock()) => runScenarios(plan, clock, () => undefined);

describe('a run of the scenarios', () => {
  it('passes when every scenario passes on the version under test', async () => {
    const { url } = await startApplication();
    const found = await run(planFor(url));
    expect(found.verdict).toEqual({ kind: 'passed', reason: '6 scenarios passed' });
    expect(testResultOf(found, about)).toMatchObject({
      result: 'passed',
      servedVersion: '1.0.77',
      passedTests: names,
      warnedTests: [],
      failedTests: [],
    });
  });

  const post = 'POST /auth/login';
  it.each<[string, Behaviour, readonly string[], string]>([
    [
      'health answers 503',
      { statuses: { 'GET /health': 503 } },
      ['health'],
      'GET /health answered 503, expected 200',
    ],
    ['the login accepts any password', { acceptsAnyPassword: true }, ['login'], `${post} with a wrong`],
    [
      'the login answers 500',
      { statuses: { [post]: 500 } },
      names.slice(1),
      `${post} answered 500, expected 200`,
    ],
    [
      'status answers 404',
      { statuses: { 'GET /api/status': 404 } },
      ['status'],
      'GET /api/status answered 404',
    ],
    [
      'devices answers 500',
      { statuses: { 'GET /api/devices': 500 } },
      ['devices'],
      'GET /api/devices answered 500',
    ],
    [
      'pollers redirects',
      { statuses: { 'GET /api/pollers': 302 } },
      ['pollers'],
      'GET /api/pollers answered 302',
    ],
    [
      'a query is answered without results',
      { statuses: { 'POST /api/query': 200 } },
      ['srql'],
      'answered without a list of results',
    ],
  ])('fails when %s', async (_, behaviour, failed, message) => {
    const { url } = await startApplication({ faults: { '1.0.77': behaviour } });
    const found = await run(planFor(url));
    expect(found.verdict).toEqual({ kind: 'failed', reason: `${failed.join(', ')} failed` });
    expect(testResultOf(found, about)).toMatchObject({ result: 'failed', failedTests: failed });
    const failures = found.results.find(({ name }) => name === failed[0])?.failures ?? [];
    const attempts = behaviour.acceptsAnyPassword ? 1 : 3;
    expect(failures).toEqual(Array.from({ length: attempts }, () => expect.stringContaining(message)));
  });

  it('shows in every report which scenario passed only when it was tried again', async () => {
    const statuses: Record<string, number> = { 'GET /health': 503 };
    const { url } = await startApplication({ faults: { '1.0.77': { statuses } } });
    const clock = createClock();
    const sleep = async (milliseconds: number) => {
      delete statuses['GET /health'];
      await clock.sleep(milliseconds);
    };
    const found = await run(planFor(url), { ...clock, sleep });
    expect(found.verdict.kind).toBe('passed');
    expect(testResultOf(found, about)).toMatchObject({ passedTests: names, warnedTests: ['health'] });
    const note = 'GET /health answered 503, expected 200';
    expect(renderText(heading, found)).toContain(`passed, retried   1.0 s   only at attempt 2: ${note}`);
    expect(renderJUnit(heading, found)).toContain(`<flakyFailure message="${note}"/>`);
  });

  it('waits until the version under test is served', async () => {
    const versions = ['1.0.76', undefined];
    const { url } = await startApplication({
      version: async () => (versions.length > 0 ? versions.shift() : '1.0.77'),
    });
    const clock = createClock();
    expect((await run(planFor(url), clock)).verdict.kind).toBe('passed');
    expect(clock.slept).toEqual([2_000, 2_000]);
  });
});

describe('a run while another version is served', () => {
  it.each([
    ['another version', '1.0.76', '1.0.76 was served, not 1.0.77'],
    ['no version', undefined, 'an unknown version was served, not 1.0.77'],
  ])('is inconclusive when the application reports %s until the deadline', async (_, served, reason) => {
    const { url, requests } = await startApplication({ version: async () => served });
    const clock = createClock();
    const found = await run(planFor(url, { deadline: 5_000 }), clock);
    expect(found.verdict).toEqual({ kind: 'inconclusive', reason });
    expect(testResultOf(found, about)).toBeUndefined();
    expect(clock.slept).toEqual([2_000, 2_000, 1_000]);
    expect(new Set(requests)).toEqual(new Set(['GET /api/version']));
  });

  it('is inconclusive when the version changed during the run, even if scenarios failed', async () => {
    let reads = 0;
    const { url } = await startApplication({ faults: { '1.0.78': { statuses: { 'GET /health': 500 } } } });
    const readVersion = async () => (reads++ === 0 ? '1.0.77' : '1.0.78');
    const found = await run(planFor(url, { readVersion }));
    const reason = '1.0.78 was served when the scenarios ended, not 1.0.77';
    expect(found.verdict).toEqual({ kind: 'inconclusive', reason });
    expect(renderJUnit(heading, found)).toContain(`errors="1"`);
  });
});

describe('a run does not pass', () => {
  it('when a scenario exceeds its time, even if it ignores the signal', async () => {
    const { url } = await startApplication();
    const hanging = { name: 'hanging', timeout: 20, run: () => new Promise<void>(() => undefined) };
    const found = await run(planFor(url, { scenarios: [hanging] }));
    expect(found.verdict).toEqual({ kind: 'failed', reason: 'hanging failed' });
    expect(found.results[0]?.failures[0]).toBe('did not end within 0.02 s');
  });

  it('when there are no scenarios', async () => {
    const { url } = await startApplication();
    const found = await run(planFor(url, { scenarios: [] }));
    expect(found.verdict.kind).toBe('inconclusive');
    expect(testResultOf(found, about)).toBeUndefined();
  });

  it('when a scenario was skipped', async () => {
    const { url } = await startApplication();
    const plan = planFor(url);
    const found = await run({ ...plan, target: { ...plan.target, password: undefined } });
    const reason = 'login, status, devices, pollers, srql did not complete';
    expect(found.verdict).toEqual({ kind: 'inconclusive', reason });
    expect(renderJUnit(heading, found)).toContain('<skipped message="no password was given"/>');
  });
});

describe('the reports of a run', () => {
  it('show neither password nor address nor token, whatever the application answers', async () => {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const echo = `${Buffer.concat(chunks)}${request.headers.authorization}${password}`;
        if (request.url === '/health') return response.destroy();
        if (request.url === '/auth/login') return response.end(JSON.stringify({ token: password }));
        response.writeHead(500, echo.replaceAll(/[^\w]/g, '')).end(JSON.stringify({ error: echo }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const found = await run(planFor(`http://127.0.0.1:${port}`, { readVersion: async () => '1.0.77' }));
    server.close();
    expect(found.verdict.kind).toBe('failed');
    const shown = [
      renderText(heading, found),
      renderSummary(heading, found),
      renderJUnit(heading, found),
      JSON.stringify([found, testResultOf(found, about)]),
    ].join('\n');
    expect(shown).toContain('GET /health: UND_ERR_SOCKET');
    expect(shown).toContain('GET /api/devices answered 500, expected 200');
    for (const secret of [password, `127.0.0.1:${port}`]) expect(shown).not.toContain(secret);
  });
});
