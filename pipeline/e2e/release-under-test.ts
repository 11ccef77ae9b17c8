import { type Digest, isDigest } from '../../model/digest.ts';
import type { Environment } from '../../model/environment.ts';
import { userError } from '../../model/errors.ts';
import type { Pin } from '../../model/pin.ts';
import { readStack } from '../../stack/stack.ts';
import type { Client } from '../oci/client.ts';
import type { Repository } from '../oci/reference.ts';
import type { DeployEvent } from './deploy-event.ts';

/** The release that is tested, and what is known of it beside the registry. */
export interface UnderTest {
  readonly version: string;
  /** What the pin or the deploy event says it is; the registry must agree. */
  readonly digests: readonly Digest[];
}

/**
 * The pin of an environment, as its stack file says.
 *
 * @throws UserError for a config with faults
 */
export function readPin(folder: string, environment: Environment): Pin {
  return readStack(folder, environment).config.pin;
}

/**
 * Which release is tested: the one that was asked for, else the deploy event's, else the pin's.
 *
 * @throws UserError where nothing names one version
 */
export function findUnderTest(
  asked: string | undefined,
  event: DeployEvent | undefined,
  pin: Pin,
): UnderTest {
  const exact = pin.kind === 'exact' ? pin : undefined;
  const version = asked ?? event?.chartVersion ?? exact?.version;
  if (version === undefined) {
    const hint = 'say --version or --event: the pin of this environment is a range';
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
 * The digest that evidence is about: what the tag of the version points to.
 *
 * @returns the digest; or why there is none
 * @throws RegistryError
 */
export async function findSubject(
  client: Pick<Client, 'resolve'>,
  repository: Repository,
  { version, digests }: UnderTest,
): Promise<Digest | { readonly missing: string }> {
  const found = await client.resolve({ ...repository, tag: version });
  if (found === undefined) return { missing: `the registry has no release ${version}` };
  const other = digests.find((digest) => digest !== found.digest);
  if (other === undefined) return found.digest;
  return { missing: `the tag ${version} points to ${found.digest}, but ${other} is deployed` };
}
