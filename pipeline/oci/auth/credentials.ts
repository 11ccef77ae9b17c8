import { Secret } from '../../../http/secret.ts';
import { userError } from '../../../model/errors.ts';
import { askCredentialHelper, type HelperAnswer } from './credential-helper.ts';
import { type DockerLogin, readDockerConfig } from './docker-config.ts';

/** A login: a name with a password, or a token that a token server exchanges (docker's `identitytoken`). */
export type Credentials =
  | { readonly kind: 'password'; readonly username: string; readonly password: Secret }
  | { readonly kind: 'identity-token'; readonly token: Secret };

const password = (username: string, value: string): Credentials => ({
  kind: 'password',
  username,
  password: new Secret(value),
});

const identityToken = (value: string): Credentials => ({ kind: 'identity-token', token: new Secret(value) });

/** Docker's convention: a helper that holds an identity token gives this as the user. */
const ofHelper = ({ username, secret }: HelperAnswer) =>
  username === '<token>' ? identityToken(secret) : password(username, secret);

function ofLogin({ auth, identitytoken, username, password: plain }: DockerLogin): Credentials | undefined {
  if (identitytoken) return identityToken(identitytoken);
  const decoded = auth ? Buffer.from(auth, 'base64').toString('utf8') : `${username ?? ''}:${plain ?? ''}`;
  const colon = decoded.indexOf(':');
  if (colon <= 0) return undefined;
  return password(decoded.slice(0, colon), decoded.slice(colon + 1).replace(/\0+$/, ''));
}

/** The keys under which docker may have stored a login; Docker Hub has a historic one. */
const keysOf = (registry: string): readonly string[] => [
  registry,
  ...(registry === 'docker.io' ? ['https://index.docker.io/v1/', 'index.docker.io'] : []),
  `https://${registry}`,
  `https://${registry}/`,
  `https://${registry}/v1/`,
  `https://${registry}/v2/`,
];

async function fromDocker(registry: string, env: NodeJS.ProcessEnv): Promise<Credentials | undefined> {
  const config = await readDockerConfig(env);
  if (config === undefined) return undefined;
  const keys = keysOf(registry);
  const key = keys.find((name) => name in config.auths) ?? (registry === 'docker.io' ? keys[1] : registry);
  const helper = config.credHelpers[registry] ?? config.credsStore;
  const answer = helper ? await askCredentialHelper(helper, key ?? registry, env) : undefined;
  if (answer !== undefined) return ofHelper(answer);
  const login = keys.map((name) => config.auths[name]).find((found) => found !== undefined);
  return login === undefined ? undefined : ofLogin(login);
}

/**
 * The login for a registry: GHCR_USERNAME and GHCR_TOKEN for ghcr.io, else what `docker login` left (`credHelpers`,
 * `credsStore`, `auths`).
 *
 * @param registry host and port, for instance `ghcr.io`
 * @returns undefined where there is none: it is then asked anonymously
 * @throws UserError when only one of the two variables is set, or docker's config or helper is broken
 */
export async function findCredentials(
  registry: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Credentials | undefined> {
  if (registry === 'ghcr.io') {
    const { GHCR_USERNAME: username, GHCR_TOKEN: token } = env;
    if (username && token) return password(username, token);
    if (username || token)
      throw userError('is not set, though the other of the two is', {
        where: username ? 'GHCR_TOKEN' : 'GHCR_USERNAME',
        hint: 'set both GHCR_USERNAME and GHCR_TOKEN, or neither',
      });
  }
  return fromDocker(registry, env);
}
