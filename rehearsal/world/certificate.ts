import { randomUUID } from 'node:crypto';
import { generate } from 'selfsigned';

/**
 * Creates a self-signed certificate, which is its own authority, for the servers of one world. Its common name is
 * unique, because a client that trusts two authorities with the same name may use the wrong one.
 *
 * @param names host names that it is valid for, in addition to 127.0.0.1
 * @returns certificate and key in PEM
 */
export async function createCertificate(
  names: readonly string[],
): Promise<{ certificate: string; key: string }> {
  const subjectNames = names.map((value) => ({ type: 2 as const, value }));
  const { cert, private: key } = await generate(
    [{ name: 'commonName', value: `rehearsal ${randomUUID()}` }],
    {
      keyType: 'ec',
      extensions: [
        { name: 'basicConstraints', cA: true, critical: true },
        { name: 'subjectAltName', altNames: [...subjectNames, { type: 7 as const, ip: '127.0.0.1' }] },
      ],
    },
  );
  return { certificate: cert, key };
}
