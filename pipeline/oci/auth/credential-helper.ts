import { execFile } from 'node:child_process';
import { z } from 'zod';
import { userError } from '../../../model/errors.ts';
import { parseJson } from '../../../model/json.ts';

const answerSchema = z.object({ Username: z.string(), Secret: z.string() });

export interface HelperAnswer {
  readonly username: string;
  readonly secret: string;
}

/**
 * Asks a Docker credential helper (`docker-credential-<name> get`, the server on stdin).
 *
 * @param name for instance `osxkeychain`
 * @param server the key that Docker stores the login under
 * @param env the helper's environment; it is found on its PATH
 * @returns undefined where the helper knows no login for that server
 * @throws UserError when it cannot be run or answers otherwise; nothing of its output is shown
 */
export async function askCredentialHelper(
  name: string,
  server: string,
  env: NodeJS.ProcessEnv,
): Promise<HelperAnswer | undefined> {
  const program = `docker-credential-${name}`;
  const refuse = (what: string) =>
    userError(`${what} for ${server}`, {
      where: program,
      hint: 'mend or remove it in docker config.json (credHelpers, credsStore)',
    });
  if (!/^[\w.-]+$/.test(name)) throw refuse('is not a name of a credential helper');
  const { output, code } = await new Promise<{ output: string; code: string | number }>((resolve) => {
    const options = { env, timeout: 30_000, maxBuffer: 2 ** 20 };
    const child = execFile(program, ['get'], options, (error, stdout) =>
      resolve({ output: stdout, code: error === null ? 0 : (error.code ?? error.signal ?? 1) }),
    );
    // A helper that does not read its input closes it early; its answer says what is wrong.
    child.stdin?.on('error', () => {});
    child.stdin?.end(server);
  });
  if (code !== 0) {
    if (/credentials not found/i.test(output)) return undefined;
    throw refuse(code === 'ENOENT' ? 'is not on PATH, and is named' : `failed (${code})`);
  }
  const { data } = answerSchema.safeParse(parseJson(output));
  if (data === undefined) throw refuse('did not answer with a login');
  return { username: data.Username, secret: data.Secret };
}
