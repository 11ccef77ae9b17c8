import { Secret } from '../../../http/secret.ts';
import { userError } from '../../../model/errors.ts';
import { type HelperLogin, runCredentialHelper } from './credential-helper.ts';
import { type DockerLogin, readDockerConfig } from './docker-config.ts';

/** A login: user and password, or a token that the token server exchanges (Docker's `identitytoken`). */
export type Credentials =
  | { readonly kind: 'password'; readonly username: string; readonly password: Secret }
  | { readonly kind: 'identity-token'; readonly token: Secret };

const password = (username: string, value: string): Credentials => ({
  kind: 'password',
  username,
  password: new Secret(value),
});

const identityToken = (value: string): Credentials => ({ kind: 'identity-token', token: new Secret(value) });

/** By Docker's convention, the user name `<token>` means that the secret is an identity token. */
const credentialsOfHelper = ({ username, secret }: HelperLogin) =>
  username === '<token>' ? identityToken(secret) : password(username, secret);

function credentialsOfLogin({
  auth,
  identitytoken,
  username,
  password: plain,
}: DockerLogin): Credentials | undefined {
  if (identitytoken) return identityToken(identitytoken);
  const decoded = auth ? Buffer.from(auth, 'base64').toString('utf8') : `${username ?? ''}:${plain ?? ''}`;
  const colon = decoded.indexOf(':');
  if (colon <= 0) return undefined;
  return password(decoded.slice(0, colon), decoded.slice(colon + 1).replace(/\0+$/, ''));
}

/** The keys under which Docker may have stored a login; for Docker Hub also the historic one. */
const configKeysOf = (registry: string): readonly string[] => [
  registry,
  ...(registry === 'docker.io' ? ['https://index.docker.io/v1/', 'index.docker.io'] : []),
  `https://${registry}`,
  `https://${registry}/`,
  `https://${registry}/v1/`,
  `https://${registry}/v2/`,
];

async function findDockerCredentials(
  registry: string,
  env: NodeJS.ProcessEnv,
): Promise<Credentials | undefined> {
  const config = await readDockerConfig(env);
  if (config === undefined) return undefined;
  const keys = configKeysOf(registry);
  const key = keys.find((name) => name in config.auths) ?? (registry === 'docker.io' ? keys[1] : registry);
  const helper = config.credHelpers[registry] ?? config.credsStore;
  const response = helper ? await runCredentialHelper(helper, key ?? registry, env) : undefined;
  if (response !== undefined) return credentialsOfHelper(response);
  const login = keys.map((name) => config.auths[name]).find((found) => found !== undefined);
  return login === undefined ? undefined : credentialsOfLogin(login);
}

/**
 * Finds the login for a registry: GHCR_USERNAME and GHCR_TOKEN for ghcr.io, else what `docker login` stored
 * (`credHelpers`, `credsStore`, `auths`).
 *
 * @param registry host and port, for instance `ghcr.io`
 * @returns undefined if there is none; requests are then anonymous
 * @throws UserError if only one of the two variables is set, or Docker's config or credential helper is broken
 */
export async function findCredentials(
  registry: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Credentials | undefined> {
  if (registry === 'ghcr.io') {
    const { GHCR_USERNAME: username, GHCR_TOKEN: token } = env;
    if (username && token) return password(username, token);
    if (username || token)
      throw userError(username ? 'is not set, but GHCR_USERNAME is' : 'is not set, but GHCR_TOKEN is', {
        where: username ? 'GHCR_TOKEN' : 'GHCR_USERNAME',
        hint: 'set both GHCR_USERNAME and GHCR_TOKEN, or neither',
      });
  }
  return findDockerCredentials(registry, env);
}
