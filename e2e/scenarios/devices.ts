import { z } from 'zod';
import { ask, expectBody, expectStatus } from '../http.ts';
import type { Scenario } from '../scenario.ts';
import { signIn } from '../sign-in.ts';

export const devices: Scenario = {
  name: 'devices',
  timeout: 10_000,
  run: async (target) => {
    const token = await signIn(target);
    const answer = await ask(target, { method: 'GET', path: '/api/devices', token });
    expectStatus(answer, 200);
    expectBody(answer, z.array(z.unknown()), 'a list');
  },
};
