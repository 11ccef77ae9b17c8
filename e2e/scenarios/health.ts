import { expectStatus, sendRequest } from '../../pipeline/e2e/scenario/request.ts';
import type { Scenario } from '../../pipeline/e2e/scenario/scenario.ts';

export const health: Scenario = {
  name: 'health',
  timeout: 5_000,
  run: async (target) => expectStatus(await sendRequest(target, { method: 'GET', path: '/health' }), 200),
};
