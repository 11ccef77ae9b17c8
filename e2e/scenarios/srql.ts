import { z } from 'zod';
import { expectBody, expectStatus, sendRequest } from '../../pipeline/e2e/scenario/request.ts';
import type { Scenario } from '../../pipeline/e2e/scenario/scenario.ts';
import { signIn } from '../../pipeline/e2e/scenario/sign-in.ts';

const query = 'in:devices limit:1';

export const srql: Scenario = {
  name: 'srql',
  timeout: 15_000,
  run: async (target) => {
    const token = await signIn(target);
    const response = await sendRequest(target, {
      method: 'POST',
      path: '/api/query',
      body: { query },
      token,
    });
    expectStatus(response, 200);
    expectBody(response, z.object({ results: z.array(z.unknown()) }), 'a list of results');
  },
};
