import { z } from 'zod';
import { expectBody, expectStatus, sendRequest } from '../../pipeline/e2e/scenario/request.ts';
import type { Scenario } from '../../pipeline/e2e/scenario/scenario.ts';
import { signIn } from '../../pipeline/e2e/scenario/sign-in.ts';

export const status: Scenario = {
  name: 'status',
  timeout: 10_000,
  run: async (target) => {
    const token = await signIn(target);
    const response = await sendRequest(target, { method: 'GET', path: '/api/status', token });
    expectStatus(response, 200);
    expectBody(response, z.looseObject({}), 'an object');
  },
};
