import { createHash, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fulcioHandler, initializeCA, initializeCTLog, initializeTLog, rekorHandler } from '@sigstore/mock';
import type { LoadRoot } from '../../../pipeline/evidence/verify.ts';

const keyPair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
type Log = Awaited<ReturnType<LoadRoot>>['tlogs'][number];
const p256 = 5;

function logOf(publicKey: Buffer, baseUrl: string): Log {
  return {
    baseUrl,
    hashAlgorithm: 1,
    publicKey: { rawBytes: publicKey, keyDetails: p256, validFor: { start: new Date(0) } },
    logId: { keyId: createHash('sha256').update(publicKey).digest() },
    checkpointKeyId: undefined,
    operator: 'test',
  };
}

const token = (claims: object) =>
  ['{}', JSON.stringify(claims), ''].map((part) => Buffer.from(part).toString('base64url')).join('.');

const sha256 = (bytes: string | Buffer) => ({
  algorithm: 'sha256',
  value: createHash('sha256').update(bytes).digest('hex'),
});

/** The entry that Rekor keeps for a DSSE envelope: its hashes and signatures. */
function keep(body: string): string {
  const { kind, apiVersion, spec } = JSON.parse(body);
  if (kind !== 'dsse') return body;
  const { envelope, verifiers } = spec.proposedContent;
  const { payload, signatures } = JSON.parse(envelope);
  return JSON.stringify({
    kind,
    apiVersion,
    spec: {
      envelopeHash: sha256(envelope),
      payloadHash: sha256(Buffer.from(payload, 'base64')),
      signatures: signatures.map(({ sig }: { sig: string }) => ({ signature: sig, verifier: verifiers[0] })),
    },
  });
}

/** An instance of Sigstore and GitHub's issuer of identities, on loopback: what a workflow signs with. */
export async function startSigstore(claims: { readonly iss: string; readonly sub: string }) {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [authority, certificateLog, log] = [keyPair(), keyPair(), keyPair()];
  const ctlog = await initializeCTLog(certificateLog);
  const ca = await initializeCA(authority, ctlog);
  const tlog = await initializeTLog(url, log);
  const handlers = [fulcioHandler(ca), rekorHandler(tlog)];
  server.on('request', async (request, response) => {
    const handler = handlers.find(({ path }) => path === request.url);
    if (handler === undefined) return response.end(JSON.stringify({ value: token(claims) }));
    const { statusCode, response: body, contentType } = await handler.fn(keep(await text(request)));
    response.writeHead(statusCode, { 'content-type': contentType ?? 'text/plain' });
    return response.end(body);
  });
  const rootCertificate = Buffer.from(ca.rootCertificate as Uint8Array);
  const loadRoot: LoadRoot = async () => ({
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: [logOf(tlog.publicKey, url)],
    ctlogs: [logOf(ctlog.publicKey, url)],
    timestampAuthorities: [],
    certificateAuthorities: [
      {
        subject: undefined,
        uri: url,
        certChain: { certificates: [{ rawBytes: rootCertificate }] },
        validFor: { start: new Date(0) },
        operator: 'test',
      },
    ],
  });
  return {
    instance: { fulcioBaseURL: url, rekorBaseURL: url },
    env: { ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/token`, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token' },
    loadRoot,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}
