import { chmodSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { findCredentials } from '../../../../pipeline/oci/auth/credentials.ts';
import { folderWith } from '../../../support/folder.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** The login that is found, with its secret. */
async function found(registry: string, env: NodeJS.ProcessEnv): Promise<unknown> {
  const credentials = await findCredentials(registry, env);
  if (credentials?.kind === 'password') return [credentials.username, credentials.password.reveal()];
  return credentials?.token.reveal();
}

const docker = (config: unknown, files: Record<string, string> = {}) => {
  const folder = folderWith({ 'config.json': JSON.stringify(config), ...files });
  for (const name of Object.keys(files)) chmodSync(join(folder, name), 0o755);
  return { DOCKER_CONFIG: folder, PATH: [folder, process.env['PATH']].join(delimiter) };
};

/** A credential helper that has the login of one server. */
const helper = (server: string, username: string) => `#!/bin/sh
[ "$#" = 1 ] && [ "$1" = get ] || exit 9
read -r asked
if [ "$asked" = "${server}" ]; then echo '{"ServerURL":"","Username":"${username}","Secret":"kept-canary"}'; exit; fi
echo 'credentials not found in native keychain'; exit 1
`;

describe('findCredentials', () => {
  it('uses GHCR_USERNAME and GHCR_TOKEN only for ghcr.io', async () => {
    const env = { GHCR_USERNAME: 'ada', GHCR_TOKEN: 'canary', HOME: '/nonexistent' };
    expect(await found('ghcr.io', env)).toEqual(['ada', 'canary']);
    expect(await found('ghcr.io.example', env)).toBeUndefined();
  });

  it('refuses if only one of GHCR_USERNAME and GHCR_TOKEN is set', async () => {
    const error = await findCredentials('ghcr.io', { GHCR_TOKEN: 'canary' }).catch(String);
    expect(error).toMatch(/GHCR_USERNAME: is not set/);
    expect(error).not.toMatch(/canary/);
  });

  it.each([
    ['the key auth', { auths: { 'a.example': { auth: base64('ada:pass:word') } } }, ['ada', 'pass:word']],
    [
      'a URL as the key of the registry',
      { auths: { 'https://a.example/v1/': { auth: base64('ada:x') } } },
      ['ada', 'x'],
    ],
    ['an identity token', { auths: { 'a.example': { auth: base64('ada:'), identitytoken: 'idt' } } }, 'idt'],
    [
      'a user name and a password',
      { auths: { 'a.example': { username: 'ada', password: 'x' } } },
      ['ada', 'x'],
    ],
    ['an empty login', { auths: { 'a.example': {} } }, undefined],
    ['only another registry', { auths: { 'b.example': { auth: base64('ada:x') } } }, undefined],
    ['no login', {}, undefined],
  ])("reads Docker's config with %s", async (_, config, expected) => {
    expect(await found('a.example', docker(config))).toEqual(expected);
  });

  it('reads ~/.docker/config.json, with the historic key of Docker Hub', async () => {
    const config = { auths: { 'https://index.docker.io/v1/': { auth: base64('ada:x') } } };
    const home = folderWith({ '.docker/config.json': JSON.stringify(config) });
    expect(await found('docker.io', { HOME: home })).toEqual(['ada', 'x']);
  });

  it("uses the registry's credential helper first, then the credential store, then the login in the file", async () => {
    const env = docker(
      {
        credHelpers: { 'a.example': 'one' },
        credsStore: 'two',
        auths: { 'c.example': { auth: base64('file:x') } },
      },
      {
        'docker-credential-one': helper('a.example', 'one'),
        'docker-credential-two': helper('b.example', '<token>'),
      },
    );
    expect(await found('a.example', env)).toEqual(['one', 'kept-canary']);
    expect(await found('b.example', env)).toBe('kept-canary');
    expect(await found('c.example', env)).toEqual(['file', 'x']);
    expect(await found('d.example', env)).toBeUndefined();
  });

  it.each([
    ['is not installed', {}, 'is not on PATH'],
    ['fails', { 'docker-credential-one': '#!/bin/sh\necho canary; exit 3\n' }, 'failed (3)'],
    [
      'does not print JSON',
      { 'docker-credential-one': '#!/bin/sh\necho canary\n' },
      'did not return a login',
    ],
  ])('reports that a credential helper %s, without its output', async (_, files, message) => {
    const error = await findCredentials('a.example', docker({ credsStore: 'one' }, files)).catch(String);
    expect(error).toContain(message);
    expect(error).not.toMatch(/canary/);
  });

  it('does not run a program whose name is not that of a credential helper', async () => {
    const env = docker({ credsStore: '../x; touch y' });
    expect(await findCredentials('a.example', env).catch(String)).toContain(
      'is not a name of a credential helper',
    );
  });

  it('refuses a broken config with its path, without its content', async () => {
    const folder = folderWith({ 'config.json': '{"auths": canary' });
    const error = await findCredentials('a.example', { DOCKER_CONFIG: folder }).catch(String);
    expect(error).toContain(join(folder, 'config.json'));
    expect(error).not.toMatch(/canary/);
  });

  it('returns secrets that are not printed', async () => {
    const credentials = await findCredentials('ghcr.io', { GHCR_USERNAME: 'ada', GHCR_TOKEN: 'canary' });
    const printed = [
      JSON.stringify(credentials),
      inspect(credentials, { depth: 9, showHidden: true }),
    ].join();
    expect(printed).toContain('[secret]');
    expect(printed).not.toContain('canary');
  });
});
