import { z } from 'zod';
import { expectBody, expectStatus, sendRequest } from '../../pipeline/e2e/scenario/request.ts';
import type { Scenario } from '../../pipeline/e2e/scenario/scenario.ts';
import { signIn } from '../../pipeline/e2e/scenario/sign-in.ts';

export const pollers: Scenario = {
  name: 'pollers',
  timeout: 10_000,
  run: async (target) => {
    const token = await signIn(target);
    const response = await sendRequest(target, { method: 'GET', path: '/api/pollers', token });
    expectStatus(response, 200);
    expectBody(response, z.array(z.unknown()), 'a list');
  },
};
