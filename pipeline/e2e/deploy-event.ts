import { readFile } from 'node:fs/promises';
import semver from 'semver';
import { z } from 'zod';
import type { Environment } from '../../model/environment.ts';
import { userError } from '../../model/errors.ts';
import { parseJson } from '../../model/json.ts';

const payloadSchema = z.object({
  application: z.string(),
  environment: z.string(),
  revision: z.string(),
  chartVersion: z.string().refine((version) => semver.valid(version) === version, 'is not a version'),
  finishedAt: z.iso.datetime({ offset: true }),
});

/** What Argo CD told when it had brought a revision to an environment. */
export type DeployEvent = z.output<typeof payloadSchema>;

const eventSchema = z.union([
  z.object({ client_payload: payloadSchema }).transform((event) => event.client_payload),
  payloadSchema,
]);

/**
 * Reads a deploy event: the whole `repository_dispatch`, as GITHUB_EVENT_PATH has it, or its payload alone.
 *
 * @throws UserError where it is none, or about another environment
 */
export async function readDeployEvent(file: string, environment: Environment): Promise<DeployEvent> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) throw userError('cannot be read', { where: file });
  const { data } = eventSchema.safeParse(parseJson(text));
  if (data === undefined) {
    const hint = 'it has application, environment, revision, chartVersion and finishedAt';
    throw userError('is not a deploy event', { where: file, hint });
  }
  if (data.environment === environment.name && data.application === environment.application) return data;
  const what = `is about ${JSON.stringify(data.environment)} (${JSON.stringify(data.application)})`;
  throw userError(what, { where: file, hint: 'name the environment that it is about' });
}
