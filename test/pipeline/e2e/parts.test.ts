import { describe, expect, it } from '@jest/globals';
import { scenarios } from '../../../e2e/scenarios/index.ts';
import { definePipeline, findEnvironment } from '../../../model/pipeline.ts';
import { chooseScenarios } from '../../../pipeline/e2e/choose-scenarios.ts';
import { readDeployEvent } from '../../../pipeline/e2e/deploy-event.ts';
import { parseDuration } from '../../../pipeline/e2e/duration.ts';
import { findReleaseUnderTest } from '../../../pipeline/e2e/release-under-test.ts';
import { renderJUnit } from '../../../pipeline/e2e/report/junit.ts';
import { renderSummary } from '../../../pipeline/e2e/report/text.ts';
import { readPointer } from '../../../pipeline/e2e/scenario/json-pointer.ts';
import { readTarget } from '../../../pipeline/e2e/target.ts';
import { integration, shop } from '../../support/acme.ts';
import { faultsOf } from '../../support/faults.ts';
import { folderWith } from '../../support/folder.ts';
import { e2e } from './plan.ts';

const environment = findEnvironment(definePipeline(shop, [integration()]), 'integration');
const digest = `sha256:${'a'.repeat(64)}` as const;
const payload = {
  application: 'shop-integration',
  environment: 'integration',
  revision: digest,
  chartVersion: '1.2.3',
  finishedAt: '2026-01-02T03:04:05Z',
};

describe('readPointer', () => {
  const document = { '': 1, 'a/b': { 'm~n': ['x', 'y'] } };
  it.each([
    ['', document],
    ['/', 1],
    ['/a~1b/m~0n/1', 'y'],
    ['/a~1b/m~0n/01', undefined],
    ['/a~1b/m~0n/length', undefined],
    ['/toString', undefined],
    ['/a~1b/none/deeper', undefined],
  ])('reads what the JSON pointer %j points to', (pointer, value) =>
    expect(readPointer(document, pointer)).toEqual(value),
  );
});

describe('the release under test', () => {
  const range = { kind: 'range', range: '*' } as const;
  const pin = { kind: 'exact', version: '1.2.3', digest } as const;
  it.each([
    ['the requested version, before all others', '9.0.0', payload, pin, { version: '9.0.0', digests: [] }],
    ['the deploy event, before the pin', undefined, payload, range, { version: '1.2.3', digests: [digest] }],
    [
      'the pin, when there is nothing else',
      undefined,
      undefined,
      pin,
      { version: '1.2.3', digests: [digest] },
    ],
    ['all of them, when they agree', '1.2.3', payload, pin, { version: '1.2.3', digests: [digest, digest] }],
  ])('is named by %s', (_, requested, event, written, expected) =>
    expect(findReleaseUnderTest(requested, event, written)).toEqual(expected),
  );

  it('must be named with --version when the pin is a range', () =>
    expect(faultsOf(() => findReleaseUnderTest(undefined, undefined, range))).toMatchObject([
      { where: '--version', what: 'is not set' },
    ]));
});

describe('the deploy event', () => {
  it.each([
    ['its payload alone', payload],
    ['the whole dispatch', { action: 'deployed', client_payload: payload }],
  ])('is read from %s', async (_, written) => {
    const folder = folderWith({ 'event.json': JSON.stringify(written) });
    expect(await readDeployEvent(`${folder}/event.json`, environment)).toEqual(payload);
  });

  it.each([
    ['is about another environment', JSON.stringify({ ...payload, environment: 'live' }), 'is about "live"'],
    [
      'is about another application',
      JSON.stringify({ ...payload, application: 'x' }),
      'is about "integration" ("x")',
    ],
    ['has no version', JSON.stringify({ ...payload, chartVersion: '$(id)' }), 'is not a deploy event'],
    ['is not JSON', '{', 'is not a deploy event'],
  ])('is refused when it %s', async (_, text, message) => {
    const folder = folderWith({ 'event.json': text });
    await expect(readDeployEvent(`${folder}/event.json`, environment)).rejects.toThrow(message);
  });

  it.each([
    ['is missing', 'none.json', 'there is no such file'],
    ['is a folder', '.', 'cannot be read: Error: EISDIR'],
  ])('is refused when its file %s, with the reason', async (_, name, message) => {
    const folder = folderWith({ 'event.json': '' });
    await expect(readDeployEvent(`${folder}/${name}`, environment)).rejects.toThrow(message);
  });
});

it.each([
  ['90s', 90_000],
  ['10m', 600_000],
  ['24h', 86_400_000],
])('reads the duration %s as %i ms', (text, milliseconds) =>
  expect(parseDuration(text, 'x')).toBe(milliseconds),
);

it.each(['', '10', '-1s', '1.5m', '25h', '1d', 'toStrings'])('refuses %j as a duration', (text) =>
  expect(faultsOf(() => parseDuration(text, '--deadline'))).toMatchObject([{ where: '--deadline' }]),
);

it('chooses scenarios by name, each once, and refuses all names that are unknown', () => {
  expect(chooseScenarios(scenarios, ['srql', 'health', 'srql']).map(({ name }) => name)).toEqual([
    'srql',
    'health',
  ]);
  expect(faultsOf(() => chooseScenarios(scenarios, ['a', 'health', 'b'])).map(({ what }) => what)).toEqual([
    'there is no scenario "a"',
    'there is no scenario "b"',
  ]);
});

describe('the address and the password of the application', () => {
  it('are read from environment variables; the address is by default the one of the environment', () => {
    const based = { ...e2e, basePath: '/shop/' };
    const variables = { SHOP_URL: 'http://core:1/x/', SHOP_PASSWORD: 'p' };
    expect(readTarget(based, environment, variables)).toMatchObject({
      url: 'http://core:1/x/shop',
      password: 'p',
    });
    expect(readTarget(e2e, environment, { SHOP_PASSWORD: '' })).toMatchObject({
      url: 'https://integration.acme.example',
      password: undefined,
    });
  });

  it.each(['canary', 'file:///canary', 'http://canary:x@host', 'http://host?canary'])(
    'are refused if the address is %s, without showing it',
    (address) => {
      const faults = faultsOf(() => readTarget(e2e, environment, { SHOP_URL: address }));
      expect(faults).toMatchObject([{ where: 'SHOP_URL' }]);
      expect(JSON.stringify(faults)).not.toContain('canary');
    },
  );
});

it("escapes a scenario's message in the JUnit report and in the summary", () => {
  const text = '<b>&"\u0000 $(id) |';
  const moment = '2026-01-02T03:04:05.000Z';
  const result = { name: 'health', state: 'failed', failures: [text], milliseconds: 1 } as const;
  const verdict = { kind: 'failed', reason: 'health failed' } as const;
  const run = { verdict, results: [result], startedAt: moment, endedAt: moment };
  const heading = { environment: 'demo', version: '1.0.77' };
  expect(renderJUnit(heading, run)).toContain('message="&lt;b&gt;&amp;&quot; $(id) |"');
  expect(renderSummary(heading, run)).toContain('&lt;b&gt;&amp;" \\$\\(id\\) \\|');
});
