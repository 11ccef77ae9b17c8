import pMap from 'p-map';
import { maxConcurrentRequests } from '../../../http/concurrency.ts';
import { findEnvironment } from '../../../model/pipeline.ts';
import { chartRepository } from '../../chart/repository.ts';
import { readEvidence } from '../../evidence/read.ts';
import { readTags } from '../../git/version-tags.ts';
import type { ReleaseContext } from '../context.ts';
import { standingRejections } from '../gates/rejection.ts';

/** The times of the commits of versions, in milliseconds since 1970, from the tags of this checkout. */
export async function readCommitTimes(
  { git }: ReleaseContext,
  versions: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const tags = (await readTags(git)).filter(({ version }) => versions.includes(version));
  const times = tags.map(async ({ version, commit }) => {
    const seconds = await git('log', '-1', '--no-show-signature', '--format=%ct', '--end-of-options', commit);
    return [version, Number(seconds) * 1000] as const;
  });
  return new Map(await Promise.all(times));
}

/** The versions that are rejected, by the trust of an environment. Versions missing from the registry are not. */
export async function readRejected(
  { client, pipeline }: ReleaseContext,
  environment: string,
  versions: readonly string[],
): Promise<ReadonlySet<string>> {
  const repository = chartRepository(pipeline.application);
  const { trust } = findEnvironment(pipeline, environment);
  const isRejected = async (version: string) => {
    const found = await client.resolve({ ...repository, tag: version });
    if (found === undefined) return [];
    const evidence = await readEvidence(client, repository, found.digest, trust);
    return standingRejections(evidence, found.digest).length > 0 ? [version] : [];
  };
  return new Set((await pMap(versions, isRejected, { concurrency: maxConcurrentRequests })).flat());
}
