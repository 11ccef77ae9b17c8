import { execFile } from 'node:child_process';
import { z } from 'zod';
import { userError } from '../../../model/errors.ts';
import { parseJson } from '../../../model/json.ts';

const helperLoginSchema = z.object({ Username: z.string(), Secret: z.string() });

export interface HelperLogin {
  readonly username: string;
  readonly secret: string;
}

/**
 * Gets a login from a Docker credential helper: runs `docker-credential-<name> get` with the server on stdin.
 *
 * @param name for instance `osxkeychain`
 * @param server the key that Docker stores the login under
 * @param env the helper's environment, with the PATH that it is found on
 * @returns undefined if the helper has no login for that server
 * @throws UserError if it cannot be run, fails, or returns something else; the message has nothing of its output
 */
export async function runCredentialHelper(
  name: string,
  server: string,
  env: NodeJS.ProcessEnv,
): Promise<HelperLogin | undefined> {
  const program = `docker-credential-${name}`;
  const refuse = (what: string) =>
    userError(what, {
      where: `${program} for ${server}`,
      hint: "fix or remove it in Docker's config.json (credHelpers, credsStore)",
    });
  if (!/^[\w.-]+$/.test(name)) throw refuse('is not a name of a credential helper');
  const { output, code } = await new Promise<{ output: string; code: string | number }>((resolve) => {
    const options = { env, timeout: 30_000, maxBuffer: 2 ** 20 };
    const child = execFile(program, ['get'], options, (error, stdout) =>
      resolve({ output: stdout, code: error === null ? 0 : (error.code ?? error.signal ?? 1) }),
    );
    // A helper that does not read its input closes it early; its exit code and output tell what is wrong.
    child.stdin?.on('error', () => {});
    child.stdin?.end(server);
  });
  if (code !== 0) {
    if (/credentials not found/i.test(output)) return undefined;
    throw refuse(code === 'ENOENT' ? 'is not on PATH' : `failed (${code})`);
  }
  const { data } = helperLoginSchema.safeParse(parseJson(output));
  if (data === undefined) throw refuse('did not return a login');
  return { username: data.Username, secret: data.Secret };
}
