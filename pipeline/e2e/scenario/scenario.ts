import type { E2e } from '../../../model/e2e.ts';

/** The application under test, as one attempt of a scenario sees it. */
export interface Target {
  /** Its address, including the base path, without a trailing slash. */
  readonly url: string;
  readonly login: E2e['login'];
  /** Undefined if none was given. */
  readonly password: string | undefined;
  /** Aborts when the attempt's timeout is over. */
  readonly signal: AbortSignal;
}

/** A check of one thing that the application must do. */
export interface Scenario {
  readonly name: string;
  /** The limit for one attempt, in milliseconds. */
  readonly timeout: number;
  /** @throws ScenarioFailure if the application misbehaves; ScenarioSkipped if that cannot be checked */
  readonly run: (target: Target) => Promise<void>;
}

/** The application misbehaves. The message must not contain an address, a credential or the content of a response. */
export class ScenarioFailure extends Error {}

/** A failure so severe that a later attempt cannot make up for it. */
export class FatalScenarioFailure extends ScenarioFailure {}

/** The scenario cannot run; the message says what is missing. */
export class ScenarioSkipped extends Error {}
