import { type Application, registryHost } from '../../model/application.ts';
import type { Environment } from '../../model/environment.ts';
import type { Hotfix } from '../../model/hotfix.ts';
import type { ExactPin } from '../../model/pin.ts';
import { findRelease, readRelease } from '../chart/read-release.ts';
import { readEvidence } from '../evidence/read.ts';
import type { Client } from '../oci/client.ts';
import type { Candidate, Deployment } from './gates/candidate.ts';

export interface CandidateRequest {
  readonly application: Application;
  readonly environment: Environment;
  readonly pin: ExactPin;
  readonly hotfix?: Hotfix | undefined;
}

/**
 * Collects everything that the gates need to judge a pin.
 *
 * @param history what ran in the environment before; it is awaited while the registry is read
 * @throws RegistryError, or the error of the history
 */
export async function readCandidate(
  client: Client,
  { application, environment, pin, hotfix }: CandidateRequest,
  history: Promise<readonly Deployment[]>,
): Promise<Candidate> {
  const readFromRegistry = async () => {
    const found = await findRelease(client, application, pin);
    if (found === undefined) return { evidence: { accepted: [], ignored: [] } };
    const { repository, manifest } = found;
    const [release, evidence] = await Promise.all([
      readRelease(client, found),
      readEvidence(client, repository, manifest.digest, environment.trust),
    ]);
    return { release, evidence };
  };
  const [found, deployments] = await Promise.all([readFromRegistry(), history]);
  const clockSkew = client.clockSkew(registryHost(application));
  return {
    environment,
    pin,
    ...found,
    history: deployments,
    ...(hotfix === undefined ? {} : { hotfix }),
    now: new Date(),
    ...(clockSkew === undefined ? {} : { clockSkew }),
  };
}
