import { generateKeyPairSync } from 'node:crypto';
import { z } from 'zod';
import { findEnvironment } from '../../model/pipeline.ts';

import type { Stage } from './play.ts';
import { PlayError } from './play-error.ts';
import type { Release } from './release.ts';
import { readRunning } from './running.ts';

/** The key that evidence is signed with, and that the environments trust. */
export function createSigningKey() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

/** The version that really runs in an environment; undefined while it is none, or several. */
export async function readVersion(
  { world, pipeline }: Pick<Stage, 'world' | 'pipeline'>,
  environment: string,
): Promise<string | undefined> {
  const { tags } = await readRunning(world.cluster, findEnvironment(pipeline, environment));
  return tags.length === 1 ? tags[0]?.replace(/^v/, '') : undefined;
}

const testedSchema = z.object({
  results: z.array(z.object({ name: z.string(), state: z.string() })),
});

/** Tests staging, which passes. */
export async function test({ timeline, commands }: Stage, { version }: Release): Promise<void> {
  const args = ['e2e', '--environment', 'demo-staging', '--version', version];
  await timeline.step('e2e', ['pipeline', ...args].join(' '), async (detail) => {
    const { results } = await commands.pipeline(testedSchema, ...args);
    detail(`${results.length} scenarios passed on ${version}, signed and stored beside the release`);
  });
}

/** The lines of a text that say it. */
const linesWith = (text: string, said: RegExp): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => said.test(line));

/** Runs a verb that must be refused, and shows the lines that say why. */
export async function refuse(
  { timeline, commands }: Stage,
  name: string,
  said: RegExp,
  ...args: readonly string[]
): Promise<void> {
  await timeline.step(name, ['pipeline', ...args].join(' '), async (detail) => {
    const lines = linesWith(await commands.refused(...args), said);
    if (lines.length === 0) throw new PlayError(`it was refused for another reason than ${said}`);
    for (const line of lines) detail(`refused: ${line}`);
  });
}

const movedSchema = z.object({ text: z.string() });

/** Moves a pin by a verb of the pipeline, and commits it. */
export async function move(
  { timeline, commands, checkout }: Stage,
  name: string,
  ...args: readonly string[]
): Promise<void> {
  await timeline.step(name, ['pipeline', ...args].join(' '), async (detail) => {
    const { text } = await commands.pipeline(movedSchema, ...args);
    for (const line of text.split('\n')) detail(line);
    await checkout.commit(name);
  });
}

const known = <Value extends z.ZodType>(value: Value) =>
  z.union([z.object({ missing: z.string() }), z.object({ value })]);
const statusSchema = z.object({
  environments: z.array(
    z.object({
      name: z.string(),
      running: known(z.object({ revision: z.string() })),
      dora: known(z.object({ deployments: z.int() })).optional(),
    }),
  ),
});

/** Asks what is where, in the end. */
export async function askStatus({ timeline, commands }: Stage): Promise<void> {
  await timeline.step('status', 'pipeline status', async (detail) => {
    const { environments } = await commands.pipeline(statusSchema, 'status');
    for (const { name, running, dora } of environments) {
      const runs = 'value' in running ? running.value.revision : `unknown: ${running.missing.split('\n')[0]}`;
      const fresh = dora !== undefined && 'value' in dora ? dora.value.deployments : undefined;
      detail(
        `${name} runs ${runs}${fresh === undefined ? '' : `; ${fresh} new versions were brought there`}`,
      );
    }
  });
}
