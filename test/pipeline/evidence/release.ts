import { generateKeyPairSync } from 'node:crypto';
import type { Digest } from '../../../model/digest.ts';
import type { Rejection, TestResult } from '../../../pipeline/evidence/statement.ts';
import type { Client } from '../../../pipeline/oci/client.ts';
import type { Repository } from '../../../pipeline/oci/reference.ts';
import { artifact, emptyBlob } from '../oci/support/content.ts';

/** An ECDSA key pair of a signer, as PEM. */
export function createKey(namedCurve = 'P-256') {
  const pair = generateKeyPairSync('ec', { namedCurve });
  return {
    privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

/** Pushes an artifact that stands for the chart of a release. @returns its digest */
export async function pushRelease(client: Client, where: Repository, version: string): Promise<Digest> {
  await client.pushBlob(where, emptyBlob);
  return (await client.putManifest(where, artifact({ version }), version)).digest;
}

const about = { version: '1.0.77', actor: 'ada', at: '2026-11-18T12:00:00.000Z' };

export const testResult = (subject: Digest, fields: Partial<TestResult> = {}): TestResult => ({
  kind: 'test-result',
  subject,
  ...about,
  environment: 'demo-staging',
  servedVersion: '1.0.77',
  result: 'passed',
  passedTests: ['health', 'login'],
  warnedTests: ['login'],
  failedTests: [],
  ...fields,
});

export const rejection = (subject: Digest, reason = 'loses sessions'): Rejection => ({
  kind: 'rejection',
  subject,
  ...about,
  reason,
});
