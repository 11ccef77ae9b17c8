import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import pMap from 'p-map';
import { type Fault, RefusedError, UserError, userError } from '../../model/errors.ts';

import { concurrency } from '../images/images.ts';
import type { Client } from '../oci/client.ts';
import { parseReference } from '../oci/reference.ts';
import { type Outcome, table } from '../outcome.ts';
import { type DispatchPayload, parsePayload } from './dispatch-payload.ts';

function parseJson(json: string, where: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw userError('is not JSON', { where });
  }
}

/**
 * Reads a file as text, or stdin for `-`.
 *
 * @throws UserError where it cannot be read
 */
export async function readInput(file: string): Promise<string> {
  try {
    return await (file === '-' ? text(process.stdin) : readFile(file, 'utf8'));
  } catch (error) {
    throw userError(error instanceof Error ? error.message : String(error), { where: file });
  }
}

/**
 * Reads a payload, alone or as the `client_payload` of the event that GitHub Actions keeps in a file.
 *
 * @param where names the text in messages
 * @throws UserError with all faults of the payload
 */
export function readPayload(json: string, where: string): DispatchPayload {
  const value = parseJson(json, where);
  const isEvent = typeof value === 'object' && value !== null && 'client_payload' in value;
  return parsePayload(isEvent ? value.client_payload : value);
}

async function faultOf(
  client: Client,
  { reference, digest }: DispatchPayload['chart'],
): Promise<{ readonly moved: boolean; readonly fault: Fault } | undefined> {
  const found = await client.resolve(parseReference(reference));
  if (found?.digest === digest) return undefined;
  if (found === undefined)
    return { moved: false, fault: { where: reference, what: `is not there; it was ${digest}` } };
  const what = `is ${found.digest} now, and was ${digest} when the release was sent`;
  return { moved: true, fault: { where: reference, what, hint: 'a tag was moved: release a new version' } };
}

/**
 * Sees to it that the chart and the images of a release are what they were when it was sent.
 *
 * @throws RefusedError where a tag was moved, UserError where something is missing; all together
 * @throws RegistryError
 */
export async function verifyPayload(client: Client, { chart, images }: DispatchPayload): Promise<void> {
  const looked = await pMap([chart, ...images], (one) => faultOf(client, one), { concurrency });
  const found = looked.filter((one) => one !== undefined);
  if (found.length === 0) return;
  const faults = found.map(({ fault }) => fault);
  throw found.some(({ moved }) => moved) ? new RefusedError(faults) : new UserError(faults);
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
