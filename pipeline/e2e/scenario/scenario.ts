import type { E2e } from '../../../model/e2e.ts';

/** The application under test, as one attempt of a scenario sees it. */
export interface Target {
  /** Where it is, its base path included, without a slash at its end. */
  readonly url: string;
  readonly login: E2e['login'];
  /** Undefined where nobody gave one. */
  readonly password: string | undefined;
  /** Ends when the attempt's time is over. */
  readonly signal: AbortSignal;
}

/** One thing that an application must do. */
export interface Scenario {
  readonly name: string;
  /** Milliseconds for one attempt. */
  readonly timeout: number;
  /** @throws UnmetError for what is not as it must be; SkippedError where that cannot be found out */
  readonly run: (target: Target) => Promise<void>;
}

/** The application is not as it must be. The message names neither address, credential nor content of an answer. */
export class UnmetError extends Error {}

/** As UnmetError, but so bad once that no later attempt makes it good. */
export class BreachError extends UnmetError {}

/** It cannot be found out how the application is; the message says what is missing. */
export class SkippedError extends Error {}
