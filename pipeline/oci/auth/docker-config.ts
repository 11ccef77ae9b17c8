import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { userError } from '../../../model/errors.ts';
import { parseJson } from '../../../model/json.ts';
import { isMissingFile } from '../../../model/missing-file.ts';

const loginSchema = z.object({
  auth: z.string().optional(),
  username: z.string().optional(),
  password: z.string().optional(),
  identitytoken: z.string().optional(),
});

const configSchema = z.object({
  auths: z.record(z.string(), loginSchema).default({}),
  credHelpers: z.record(z.string(), z.string()).default({}),
  credsStore: z.string().optional(),
});

/** The part of Docker's config.json that is about logins. */
export type DockerConfig = z.infer<typeof configSchema>;
export type DockerLogin = z.infer<typeof loginSchema>;

/**
 * Reads `config.json` in DOCKER_CONFIG, or in `~/.docker`.
 *
 * @returns undefined if there is no such file
 * @throws UserError with its path if it cannot be read or is invalid; the message has nothing of its content
 */
export async function readDockerConfig(env: NodeJS.ProcessEnv): Promise<DockerConfig | undefined> {
  const folder = env['DOCKER_CONFIG'] || join(env['HOME'] || homedir(), '.docker');
  const path = join(folder, 'config.json');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isMissingFile(error)) return undefined;
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    throw userError(`cannot be read (${code})`, { where: path });
  }
  const { data } = configSchema.safeParse(parseJson(text));
  if (data !== undefined) return data;
  throw userError('is not a valid Docker config', { where: path, hint: 'run docker login again' });
}
