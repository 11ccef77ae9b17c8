import { type Checked, invalid, valid } from '../../model/checked.ts';
import { type Digest, isDigest } from '../../model/digest.ts';
import type { Environment } from '../../model/environment.ts';
import { userError } from '../../model/errors.ts';
import type { Pin } from '../../model/pin.ts';
import { readStack } from '../../stack/stack.ts';
import type { Client } from '../oci/client.ts';
import type { Repository } from '../oci/reference.ts';
import type { DeployEvent } from './deploy-event.ts';

/** The release that is tested. */
export interface ReleaseUnderTest {
  readonly version: string;
  /** Its digest according to the pin and the deploy event; the registry must agree with both. */
  readonly digests: readonly Digest[];
}

/**
 * The pin of an environment, from its stack's file.
 *
 * @throws UserError for a config with faults
 */
export function readPin(folder: string, environment: Environment): Pin {
  return readStack(folder, environment).config.pin;
}

/**
 * Finds out which release is tested: the requested one, else the deploy event's, else the pin's.
 *
 * @param requested the version given by --version
 * @throws UserError if none of them names a single version
 */
export function findReleaseUnderTest(
  requested: string | undefined,
  event: DeployEvent | undefined,
  pin: Pin,
): ReleaseUnderTest {
  const exact = pin.kind === 'exact' ? pin : undefined;
  const version = requested ?? event?.chartVersion ?? exact?.version;
  if (version === undefined) {
    const hint = 'use --version or --event: the pin of this environment is a range';
    throw userError('is not set', { where: '--version', hint });
  }
  const pinned = exact?.version === version ? exact.digest : undefined;
  const deployed = event?.chartVersion === version ? event.revision : '';
  return {
    version,
    digests: [...(pinned === undefined ? [] : [pinned]), ...(isDigest(deployed) ? [deployed] : [])],
  };
}

/**
 * Finds the digest that the evidence will be about: the one that the tag of the version points to.
 *
 * @returns the digest; a fault if there is no such release, or if another one is deployed
 * @throws RegistryError
 */
export async function findSubject(
  client: Pick<Client, 'resolve'>,
  repository: Repository,
  { version, digests }: ReleaseUnderTest,
): Promise<Checked<Digest>> {
  const found = await client.resolve({ ...repository, tag: version });
  if (found === undefined) return invalid({ what: `the registry has no release ${version}` });
  const other = digests.find((digest) => digest !== found.digest);
  if (other === undefined) return valid(found.digest);
  return invalid({ what: `the tag ${version} points to ${found.digest}, but ${other} is deployed` });
}
