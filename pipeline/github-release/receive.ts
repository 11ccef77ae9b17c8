import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import pMap from 'p-map';
import { maxConcurrentRequests } from '../../http/concurrency.ts';
import { type Fault, RefusedError, UserError, userError } from '../../model/errors.ts';
import { parseJson } from '../../model/json.ts';
import type { Client } from '../oci/client.ts';
import { parseReference } from '../oci/reference.ts';
import { type Outcome, table } from '../outcome.ts';
import { type DispatchPayload, parsePayload } from './dispatch-payload.ts';

/**
 * Reads a text file, or stdin for `-`.
 *
 * @throws UserError if it cannot be read
 */
export async function readInput(file: string): Promise<string> {
  try {
    return await (file === '-' ? text(process.stdin) : readFile(file, 'utf8'));
  } catch (error) {
    throw userError(error instanceof Error ? error.message : String(error), { where: file });
  }
}

/**
 * Parses a payload, alone or as the `client_payload` of the event in GitHub Actions.
 *
 * @param where name of the text for messages
 * @throws UserError with all faults of the payload
 */
export function readPayload(json: string, where: string): DispatchPayload {
  const value = parseJson(json);
  if (value === undefined) throw userError('is not JSON', { where });
  const isEvent = typeof value === 'object' && value !== null && 'client_payload' in value;
  return parsePayload(isEvent ? value.client_payload : value);
}

/** The fault of an artifact that is not in the registry as it was sent, and whether its tag was moved. */
async function compareArtifact(
  client: Client,
  { reference, digest }: DispatchPayload['chart'],
): Promise<{ readonly moved: boolean; readonly fault: Fault } | undefined> {
  const found = await client.resolve(parseReference(reference));
  if (found?.digest === digest) return undefined;
  if (found === undefined)
    return { moved: false, fault: { where: reference, what: `does not exist; it was sent with ${digest}` } };
  const what = `points to ${found.digest}, but was sent with ${digest}`;
  return { moved: true, fault: { where: reference, what, hint: 'the tag was moved: release a new version' } };
}

/**
 * Checks that the tags of a release's chart and images still point to the digests that were sent.
 *
 * @throws RefusedError if a tag was moved, UserError if one is missing; with all faults together
 * @throws RegistryError
 */
export async function verifyPayload(client: Client, { chart, images }: DispatchPayload): Promise<void> {
  const compared = await pMap([chart, ...images], (artifact) => compareArtifact(client, artifact), {
    concurrency: maxConcurrentRequests,
  });
  const different = compared.filter((difference) => difference !== undefined);
  if (different.length === 0) return;
  const faults = different.map(({ fault }) => fault);
  throw different.some(({ moved }) => moved) ? new RefusedError(faults) : new UserError(faults);
}

/**
 * Receives a release: reads its payload and verifies it.
 *
 * @param input a file, or `-` for stdin
 * @throws UserError for a malformed payload; RefusedError, RegistryError as `verifyPayload` does
 */
export async function receive(client: Client, input: string | undefined): Promise<Outcome> {
  if (!input)
    throw userError('there is no payload to read', {
      hint: 'name a file, or - for stdin, or run it in a workflow on repository_dispatch',
    });
  const payload = readPayload(await readInput(input), input);
  await verifyPayload(client, payload);
  const { version, channel, chart, images } = payload;
  const pin = `${version}@${chart.digest}`;
  const rows = [chart, ...images].map(({ reference, digest }) => [reference, digest]);
  return {
    text: `${channel}: the pin to set is ${pin}\n\n${table(['reference', 'digest'], rows)}`,
    data: { ...payload, pin },
  };
}
