import { createHash } from 'node:crypto';
import sodium from 'libsodium-wrappers';

/** The key pair to which the secrets of one environment are sealed. `keyId` identifies the public key. */
export interface SealingKey {
  readonly keyId: string;
  /** Standard base64 of the 32 bytes of an X25519 public key. */
  readonly publicKey: string;
  /**
   * Opens a sealed box (libsodium `crypto_box_seal`).
   *
   * @param sealed standard base64
   * @returns the exact sealed bytes, or undefined when the box was not sealed to this key
   */
  open(sealed: string): Buffer | undefined;
}

/** Resolves when libsodium has compiled its WebAssembly. Await it before making a key. */
export const sealedBoxReady: Promise<void> = sodium.ready;

/** Makes a new key pair. The private key never leaves the returned object. */
export function makeSealingKey(): SealingKey {
  const pair = sodium.crypto_box_keypair();
  return {
    keyId: createHash('sha256').update(pair.publicKey).digest().readBigUInt64BE().toString(),
    publicKey: Buffer.from(pair.publicKey).toString('base64'),
    open(sealed) {
      try {
        const box = Buffer.from(sealed, 'base64');
        return Buffer.from(sodium.crypto_box_seal_open(box, pair.publicKey, pair.privateKey));
      } catch {
        return undefined;
      }
    },
  };
}
