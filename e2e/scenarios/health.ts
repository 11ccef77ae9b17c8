import { ask, expectStatus } from '../http.ts';
import type { Scenario } from '../scenario.ts';

export const health: Scenario = {
  name: 'health',
  timeout: 5_000,
  run: async (target) => expectStatus(await ask(target, { method: 'GET', path: '/health' }), 200),
};
