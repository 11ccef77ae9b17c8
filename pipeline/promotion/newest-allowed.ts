import type { Application } from '../../model/application.ts';
import type { Environment } from '../../model/environment.ts';
import { newestInRange } from '../chart/range.ts';
import { chartRepository } from '../chart/repository.ts';
import { readEvidence } from '../evidence/read.ts';
import type { Rejection } from '../evidence/statement.ts';
import type { Client } from '../oci/client.ts';
import { standingRejections } from './gates/rejection.ts';

/** The newest version that an environment with a range may run, and the newer versions that are rejected. */
export interface NewestAllowed {
  /** The newest version that may run; undefined if there is none in the range. */
  readonly version: string | undefined;
  /** The rejections of newer versions, newest first. */
  readonly rejected: readonly Rejection[];
}

async function findRejection(
  client: Client,
  application: Application,
  { trust }: Environment,
  version: string,
): Promise<Rejection | undefined> {
  const repository = chartRepository(application);
  const found = await client.resolve({ ...repository, tag: version });
  if (found === undefined) return undefined;
  const evidence = await readEvidence(client, repository, found.digest, trust);
  return standingRejections(evidence, found.digest)[0];
}

/**
 * Finds the newest version of a range that is not rejected.
 *
 * @param range in npm's syntax: `*`, `~1.0`
 * @throws RegistryError
 */
export async function findNewestAllowed(
  client: Client,
  application: Application,
  environment: Environment,
  range: string,
): Promise<NewestAllowed> {
  const tags = new Set(await client.listTags(chartRepository(application)));
  const rejected: Rejection[] = [];
  for (;;) {
    const version = newestInRange(range, [...tags]);
    if (version === undefined) return { version, rejected };
    const rejection = await findRejection(client, application, environment, version);
    if (rejection === undefined) return { version, rejected };
    rejected.push({ ...rejection, version });
    tags.delete(version);
  }
}
