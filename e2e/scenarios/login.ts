import { BreachError, type Scenario, UnmetError } from '../../pipeline/e2e/scenario/scenario.ts';
import { askToSignIn, passwordOf, signIn, tokenIn } from '../../pipeline/e2e/scenario/sign-in.ts';

/** The right password gives a token, and a wrong one none. */
export const login: Scenario = {
  name: 'login',
  timeout: 10_000,
  run: async (target) => {
    await signIn(target);
    const answer = await askToSignIn(target, `not ${passwordOf(target)}`);
    const what = `${answer.asked} with a wrong password answered ${answer.status}, expected 401`;
    if (answer.status < 300 || tokenIn(answer, target) !== undefined) throw new BreachError(what);
    if (![400, 401, 403].includes(answer.status)) throw new UnmetError(what);
  },
};
