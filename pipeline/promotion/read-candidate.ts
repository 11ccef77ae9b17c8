import { type Application, registryHost } from '../../model/application.ts';
import type { Environment } from '../../model/environment.ts';
import type { Hotfix } from '../../model/hotfix.ts';
import type { ExactPin } from '../../model/pin.ts';

import { findRelease, readRelease } from '../chart/read-release.ts';
import { readEvidence } from '../evidence/read.ts';
import type { Client } from '../oci/client.ts';
import type { Candidate, Deployment } from './gates/candidate.ts';

export interface Question {
  readonly application: Application;
  readonly environment: Environment;
  readonly pin: ExactPin;
  readonly hotfix?: Hotfix | undefined;
}

/**
 * Collects everything that the gates judge a pin by.
 *
 * @param history what ran in the environment before; it is awaited beside the registry
 * @throws RegistryError, and whatever reading the history throws
 */
export async function readCandidate(
  client: Client,
  { application, environment, pin, hotfix }: Question,
  history: Promise<readonly Deployment[]>,
): Promise<Candidate> {
  const read = async () => {
    const found = await findRelease(client, application, pin);
    if (found === undefined) return { said: { evidence: [], ignored: [] } };
    const { repository, manifest } = found;
    const [release, said] = await Promise.all([
      readRelease(client, found),
      readEvidence(client, repository, manifest.digest, environment.trust),
    ]);
    return { release, said };
  };
  const [known, ran] = await Promise.all([read(), history]);
  const clockSkew = client.clockSkew(registryHost(application));
  return {
    environment,
    pin,
    ...known,
    history: ran,
    ...(hotfix === undefined ? {} : { hotfix }),
    now: new Date(),
    ...(clockSkew === undefined ? {} : { clockSkew }),
  };
}
