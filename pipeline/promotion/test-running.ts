import { setTimeout } from 'node:timers/promises';
import type { Environment } from '../../model/environment.ts';
import { refused } from '../../model/errors.ts';
import { renderText } from '../e2e/report/text.ts';
import { testEnvironment } from '../e2e/test-environment.ts';
import { printProgress } from '../outcome.ts';
import type { SigningContext } from './context.ts';

/**
 * Tests the version that an environment runs now, and stores the result as evidence about the release.
 *
 * @throws RefusedError with the table of scenarios if the tests did not pass
 */
export async function testRunning(
  context: SigningContext,
  environment: Environment,
  version: string,
): Promise<void> {
  const { pipeline, scenarios, folder, client, signer, actor } = context;
  if (pipeline.application.e2e === undefined) return;
  const clock = { now: Date.now, sleep: (milliseconds: number) => setTimeout(milliseconds) };
  const dependencies = { pipeline, scenarios, folder, env: process.env, clock, printProgress };
  const recording = { client, signer, actor };
  const tested = await testEnvironment(dependencies, { environment: environment.name, version, recording });
  const table = renderText(tested, tested.run);
  if (tested.run.verdict.kind === 'passed') return printProgress(table);
  const hint = `go back: pipeline rollback ${environment.name} --reason "…"`;
  throw refused(`runs ${version}, and its tests did not pass\n\n${table}`, { where: environment.name, hint });
}
