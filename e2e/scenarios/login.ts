import {
  FatalScenarioFailure,
  type Scenario,
  ScenarioFailure,
} from '../../pipeline/e2e/scenario/scenario.ts';
import { readToken, requestSignIn, requirePassword, signIn } from '../../pipeline/e2e/scenario/sign-in.ts';

/** The right password gets a token, and a wrong one does not. */
export const login: Scenario = {
  name: 'login',
  timeout: 10_000,
  run: async (target) => {
    await signIn(target);
    const response = await requestSignIn(target, `not ${requirePassword(target)}`);
    const what = `${response.requestLine} with a wrong password answered ${response.status}, expected 401`;
    if (response.status < 300 || readToken(response, target) !== undefined)
      throw new FatalScenarioFailure(what);
    if (![400, 401, 403].includes(response.status)) throw new ScenarioFailure(what);
  },
};
