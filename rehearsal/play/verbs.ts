import { z } from 'zod';
import type { RehearsalContext } from './context.ts';
import { PlayError } from './play-error.ts';
import type { Release } from './release.ts';

const testResultSchema = z.object({
  results: z.array(z.object({ name: z.string(), state: z.string() })),
});

/**
 * Runs the end-to-end tests against demo-staging.
 *
 * @throws PlayError when they do not pass
 */
export async function testStaging(
  { timeline, commands }: RehearsalContext,
  { version }: Release,
): Promise<void> {
  const args = ['e2e', '--environment', 'demo-staging', '--version', version];
  await timeline.step('e2e', ['pipeline', ...args].join(' '), async (detail) => {
    const { results } = await commands.pipeline(testResultSchema, ...args);
    detail(`${results.length} scenarios passed on ${version}; the signed result is stored with the release`);
  });
}

const matchingLines = (text: string, pattern: RegExp): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => pattern.test(line));

/**
 * Runs a verb that must be refused, and shows the lines that give the expected reason.
 *
 * @param reason matches a line of the verb's output
 * @throws PlayError when the verb succeeds or no line matches
 */
export async function expectRefusal(
  { timeline, commands }: RehearsalContext,
  name: string,
  reason: RegExp,
  ...args: readonly string[]
): Promise<void> {
  await timeline.step(name, ['pipeline', ...args].join(' '), async (detail) => {
    const output = await commands.refused(...args);
    const lines = matchingLines(output, reason);
    if (lines.length === 0)
      throw new PlayError(`the command was refused for another reason than ${reason}:\n${output}`);
    for (const line of lines) detail(`refused: ${line}`);
  });
}

const pinChangeSchema = z.object({ text: z.string() });

/** Changes a pin with a verb of the pipeline (promote, rollback), and commits the change. */
export async function changePin(
  { timeline, commands, checkout }: RehearsalContext,
  name: string,
  ...args: readonly string[]
): Promise<void> {
  await timeline.step(name, ['pipeline', ...args].join(' '), async (detail) => {
    const { text } = await commands.pipeline(pinChangeSchema, ...args);
    for (const line of text.split('\n')) detail(line);
    await checkout.commit(name);
  });
}

const valueOrMissing = <Value extends z.ZodType>(value: Value) =>
  z.union([z.object({ missing: z.string() }), z.object({ value })]);
const statusSchema = z.object({
  environments: z.array(
    z.object({
      name: z.string(),
      running: valueOrMissing(z.object({ revision: z.string() })),
      dora: valueOrMissing(z.object({ deployments: z.int() })).optional(),
    }),
  ),
});

/** Shows which version each environment runs. */
export async function showStatus({ timeline, commands }: RehearsalContext): Promise<void> {
  await timeline.step('status', 'pipeline status', async (detail) => {
    const { environments } = await commands.pipeline(statusSchema, 'status');
    for (const { name, running, dora } of environments) {
      const revision =
        'value' in running ? running.value.revision : `unknown: ${running.missing.split('\n')[0]}`;
      const deployments = dora !== undefined && 'value' in dora ? dora.value.deployments : undefined;
      detail(
        `${name} runs ${revision}${deployments === undefined ? '' : `; ${deployments} new versions were deployed there`}`,
      );
    }
  });
}
