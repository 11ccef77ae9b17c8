import { z } from 'zod';
import { ask, expectBody, expectStatus } from '../../pipeline/e2e/scenario/request.ts';
import type { Scenario } from '../../pipeline/e2e/scenario/scenario.ts';
import { signIn } from '../../pipeline/e2e/scenario/sign-in.ts';

export const pollers: Scenario = {
  name: 'pollers',
  timeout: 10_000,
  run: async (target) => {
    const token = await signIn(target);
    const answer = await ask(target, { method: 'GET', path: '/api/pollers', token });
    expectStatus(answer, 200);
    expectBody(answer, z.array(z.unknown()), 'a list');
  },
};
