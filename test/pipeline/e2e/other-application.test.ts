import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { expect, it } from '@jest/globals';
import { scenarios } from '../../../e2e/scenarios/index.ts';
import { e2eSchema } from '../../../model/e2e.ts';
import { chooseScenarios } from '../../../pipeline/e2e/choose-scenarios.ts';
import { runScenarios } from '../../../pipeline/e2e/run-scenarios.ts';
import { createVersionReader } from '../../../pipeline/e2e/served-version.ts';
import { readTarget } from '../../../pipeline/e2e/target.ts';
import { integration, only } from '../../support/acme.ts';
import { createClock } from './plan.ts';

const e2e = e2eSchema.parse({
  basePath: '/shop/',
  version: { path: '/about', pointer: '/build/0/tag' },
  scenarios: ['login', 'health'],
  login: {
    path: '/session',
    username: 'root',
    usernameField: 'user',
    passwordField: 'secret',
    token: '/data/jwt',
  },
  variables: { url: 'SHOP_URL', password: 'SHOP_PASSWORD' },
});

it('tests an application with other paths and another login from its settings alone', async () => {
  const bodies: unknown[] = [];
  await using server = createServer(async (request, response) => {
    if (request.url === '/shop/about') return response.end('{"build":[{"tag":"v1.2.3"}]}');
    if (request.url === '/shop/health') return response.end();
    const body = await json(request);
    bodies.push(body);
    const isRight = JSON.stringify(body) === '{"user":"root","secret":"p"}';
    response.writeHead(isRight ? 200 : 403).end(JSON.stringify(isRight ? { data: { jwt: 't' } } : {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const { environment } = only(integration());
  const env = { SHOP_URL: `http://127.0.0.1:${port}`, SHOP_PASSWORD: 'p' };
  const target = readTarget(e2e, environment, env);
  if (e2e.version === undefined) throw new Error('it has a version endpoint');
  const plan = {
    ...{ version: '1.2.3', target, deadline: 0, readVersion: createVersionReader(target.url, e2e.version) },
    scenarios: chooseScenarios(scenarios, e2e.scenarios),
  };
  const { verdict } = await runScenarios(plan, createClock(), () => undefined);
  expect(verdict).toEqual({ kind: 'passed', reason: '2 scenarios passed' });
  expect(bodies).toEqual([
    { user: 'root', secret: 'p' },
    { user: 'root', secret: 'not p' },
  ]);
});
