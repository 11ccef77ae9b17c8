import pMap from 'p-map';
import { maxConcurrentRequests } from '../../../http/concurrency.ts';
import { findEnvironment } from '../../../model/pipeline.ts';
import { chartRepository } from '../../chart/repository.ts';
import { readEvidence } from '../../evidence/read.ts';
import { readTags } from '../../git/version-tags.ts';
import type { ReleaseContext } from '../context.ts';
import { standingRejections } from '../gates/rejection.ts';

/** When the commits of versions were made, in milliseconds since 1970, as the tags of this checkout tell. */
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

/** The versions that are rejected, as an environment sees it; one that is gone from the registry is none of them. */
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
    const said = await readEvidence(client, repository, found.digest, trust);
    return standingRejections(said, found.digest).length > 0 ? [version] : [];
  };
  return new Set((await pMap(versions, isRejected, { concurrency: maxConcurrentRequests })).flat());
}
