import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isMap, isScalar, parseDocument } from 'yaml';
import { refused, userError } from '../model/errors.ts';

import type { ExactPin } from '../pipeline/promotion/gates/candidate.ts';

export const stackFile = (stack: string): string => `Pulumi.${stack}.yaml`;

export const formatPin = ({ version, digest }: Pick<ExactPin, 'version' | 'digest'>): string =>
  digest === undefined ? version : `${version}@${digest}`;

/** Where the value of a key of the project stands in the text of a stack's file. */
function findValue(text: string, stack: string, key: string): readonly [start: number, end: number] {
  const config = parseDocument(text).get('config');
  const value = isMap(config) ? config.get(key, true) : undefined;
  const range = isScalar(value) ? value.range : undefined;
  if (range) return [range[0], range[1]];
  const hint = `pulumi config set version <version> --stack ${stack}`;
  throw userError('is not set', { where: `${stackFile(stack)}: ${key}`, hint });
}

/**
 * Puts a pin into the text of a stack's file; every other character stays.
 *
 * @param project the namespace of the key `version`
 * @throws UserError where it has no such key
 */
export function withPin(text: string, stack: string, project: string, pin: string): string {
  const [start, end] = findValue(text, stack, `${project}:version`);
  return text.slice(0, start) + pin + text.slice(end);
}

/**
 * Replaces a stack's file if it is still what was read before (compare and swap): of two that do so at once, one is
 * refused.
 *
 * @param folder where Pulumi.yaml lies
 * @throws RefusedError where the file changed meanwhile, or somebody else writes it now
 */
export async function swapStackFile(
  folder: string,
  stack: string,
  before: string,
  after: string,
): Promise<void> {
  const name = stackFile(stack);
  const path = join(folder, name);
  const next = `${path}.next`;
  const refuse = (where: string, what: string, hint: string) => refused(what, { where, hint });
  // Whoever makes this file is the only one who writes.
  const file = await open(next, 'wx').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
    const hint = 'wait for it; if none runs any more, remove the file and run the same command again';
    throw refuse(`${name}.next`, 'is there: another promotion writes it', hint);
  });
  try {
    await file.writeFile(after);
    await file.close();
    if ((await readFile(path, 'utf8')) !== before)
      throw refuse(name, 'was changed meanwhile, by somebody else', 'look at it, then run the command again');
    await rename(next, path);
  } catch (error) {
    await rm(next, { force: true });
    throw error;
  }
}
