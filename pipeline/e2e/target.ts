import type { E2e } from '../../model/e2e.ts';
import type { Environment } from '../../model/environment.ts';
import { userError } from '../../model/errors.ts';
import type { Target } from './scenario/scenario.ts';

const isPlainAddress = (text: string) => {
  const url = URL.parse(text);
  return (
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    `${url.username}${url.password}${url.search}${url.hash}` === ''
  );
};

/**
 * Reads the application's address and password from the environment variables that its settings name.
 *
 * @throws UserError for a malformed address, which the message does not show because it is a secret
 */
export function readTarget(
  { basePath, login, variables }: E2e,
  environment: Environment,
  env: NodeJS.ProcessEnv,
): Omit<Target, 'signal'> {
  const address = env[variables.url] || environment.url;
  if (!isPlainAddress(address)) {
    const hint = 'set it to an http or https URL without credentials, query and fragment';
    throw userError('is not the address of an application', { where: variables.url, hint });
  }
  const url = `${address.replace(/\/+$/, '')}${basePath}`.replace(/\/+$/, '');
  return { url, login, password: env[variables.password] || undefined };
}
