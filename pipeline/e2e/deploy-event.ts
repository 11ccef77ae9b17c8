import { readFile } from 'node:fs/promises';
import semver from 'semver';
import { z } from 'zod';
import type { Environment } from '../../model/environment.ts';
import { userError } from '../../model/errors.ts';
import { parseJson } from '../../model/json.ts';
import { isMissingFile } from '../../model/missing-file.ts';

const payloadSchema = z.object({
  application: z.string(),
  environment: z.string(),
  revision: z.string(),
  chartVersion: z.string().refine((version) => semver.valid(version) === version, 'is not a version'),
  finishedAt: z.iso.datetime({ offset: true }),
});

/** What Argo CD's notification says about a revision that it deployed to an environment. */
export type DeployEvent = z.output<typeof payloadSchema>;

const eventSchema = z.union([
  z.object({ client_payload: payloadSchema }).transform((event) => event.client_payload),
  payloadSchema,
]);

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const what = isMissingFile(error) ? 'there is no such file' : `cannot be read: ${error}`;
    throw userError(what, {
      where: file,
      hint: 'name the file of a deploy event, such as "$GITHUB_EVENT_PATH"',
    });
  }
}

/**
 * Reads a deploy event: the whole `repository_dispatch`, as in the file at GITHUB_EVENT_PATH, or its payload alone.
 *
 * @param file path of a JSON file
 * @throws UserError if the file is missing, is not a deploy event, or is about another environment
 */
export async function readDeployEvent(file: string, environment: Environment): Promise<DeployEvent> {
  const { data } = eventSchema.safeParse(parseJson(await readText(file)));
  if (data === undefined) {
    const hint = 'it needs application, environment, revision, chartVersion and finishedAt';
    throw userError('is not a deploy event', { where: file, hint });
  }
  if (data.environment === environment.name && data.application === environment.application) return data;
  const what = `is about ${JSON.stringify(data.environment)} (${JSON.stringify(data.application)})`;
  throw userError(what, { where: file, hint: 'use --environment to name the environment that it is about' });
}
