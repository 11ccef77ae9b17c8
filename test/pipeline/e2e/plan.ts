import { afterEach } from '@jest/globals';
import { scenarios } from '../../../e2e/scenarios/index.ts';
import { e2eSchema } from '../../../model/e2e.ts';
import type { RunPlan } from '../../../pipeline/e2e/run-scenarios.ts';
import { createVersionReader } from '../../../pipeline/e2e/served-version.ts';
import type { ApplicationSettings } from '../../../rehearsal/application/server.ts';
import { createApplicationStandIn } from '../../../rehearsal/application/server.ts';

export const password = 'canary-of-the-password';
const version = '1.0.77';

export const e2e = e2eSchema.parse({
  version: { path: '/api/version', pointer: '/version' },
  scenarios: scenarios.map(({ name }) => name),
  variables: { url: 'SHOP_URL', password: 'SHOP_PASSWORD' },
});

const started: { stop: () => Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map(({ stop }) => stop()));
});

/** Starts the stand-in of the application, which serves 1.0.77 by default; it is stopped after the test. */
export async function startApplication(settings: Partial<ApplicationSettings> = {}) {
  const application = await createApplicationStandIn({ version: async () => version, password, ...settings });
  started.push(application);
  return application;
}

/** A clock whose time passes only by calls of `sleep`. */
export function createClock() {
  let time = Date.parse('2026-01-02T03:04:05Z');
  const slept: number[] = [];
  const sleep = async (milliseconds: number) => {
    slept.push(milliseconds);
    time += milliseconds;
  };
  return { now: () => time, sleep, slept };
}

/** A plan of all scenarios against an application that serves its version over HTTP. */
export const planFor = (url: string, changes: Partial<RunPlan> = {}): RunPlan => ({
  version,
  target: { url, login: e2e.login, password },
  scenarios,
  readVersion: createVersionReader(url, { path: '/api/version', pointer: '/version' }),
  deadline: 10_000,
  ...changes,
});
