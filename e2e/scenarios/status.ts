import { z } from 'zod';
import { ask, expectBody, expectStatus } from '../http.ts';
import type { Scenario } from '../scenario.ts';
import { signIn } from '../sign-in.ts';

export const status: Scenario = {
  name: 'status',
  timeout: 10_000,
  run: async (target) => {
    const token = await signIn(target);
    const answer = await ask(target, { method: 'GET', path: '/api/status', token });
    expectStatus(answer, 200);
    expectBody(answer, z.looseObject({}), 'an object');
  },
};
