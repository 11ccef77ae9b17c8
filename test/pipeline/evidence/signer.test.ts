import { expect, it } from '@jest/globals';
import { createSigner } from '../../../pipeline/evidence/signer.ts';
import { folderWith } from '../../support/folder.ts';
import { createKey } from './release.ts';

const { privateKey, publicKey } = createKey();

it('signs with the key in PIPELINE_SIGNING_KEY, given as text or as the path of a file', async () => {
  const folder = folderWith({ 'key.pem': privateKey });
  for (const value of [privateKey, `${folder}/key.pem`]) {
    const signer = await createSigner({ PIPELINE_SIGNING_KEY: value });
    expect((await signer?.sign(new TextEncoder().encode('{}')))?.mediaType).toBe(
      'application/vnd.dev.sigstore.bundle.v0.3+json',
    );
  }
});

it('creates no signer without a key outside of a workflow', async () => {
  expect(await createSigner({})).toBeUndefined();
});

it.each([
  ['a public key', publicKey, 'is not a private key'],
  ['another curve', createKey('P-384').privateKey, 'is another kind of key'],
  ['a file that is missing', '/nowhere/canary.pem', 'is neither a PEM nor the path of a file'],
  ['a folder', '/', 'names a file that cannot be read (EISDIR)'],
  ['text that is not a PEM', '-----BEGIN canary', 'is not a private key'],
])('refuses %s as a signing key without showing it', async (_, value, expected) => {
  const message = await createSigner({ PIPELINE_SIGNING_KEY: value }).then(
    () => '',
    (error: Error) => error.message,
  );
  expect(message).toContain(`PIPELINE_SIGNING_KEY: ${expected}`);
  expect(message).not.toContain('canary');
});
