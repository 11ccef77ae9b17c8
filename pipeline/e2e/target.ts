import type { E2e } from '../../model/e2e.ts';
import type { Environment } from '../../model/environment.ts';

import { userError } from '../../model/errors.ts';
import type { Target } from './scenario/scenario.ts';

const isPlain = (text: string) => {
  const url = URL.parse(text);
  return (
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    `${url.username}${url.password}${url.search}${url.hash}` === ''
  );
};

/**
 * Where the application is, and what it is entered with, as the variables say that the application names.
 *
 * @throws UserError for an address that is none; it is not shown, because it is a secret
 */
export function readAccess(
  { basePath, login, variables }: E2e,
  environment: Environment,
  env: NodeJS.ProcessEnv,
): Omit<Target, 'signal'> {
  const address = env[variables.url] || environment.url;
  if (!isPlain(address)) {
    const hint = 'set it to an http or https URL without credentials, query and fragment';
    throw userError('is not an address of an application', { where: variables.url, hint });
  }
  const url = `${address.replace(/\/+$/, '')}${basePath}`.replace(/\/+$/, '');
  return { url, login, password: env[variables.password] || undefined };
}
