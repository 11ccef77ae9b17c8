import semver from 'semver';
import { type RefusedError, refused, userError } from '../../model/errors.ts';
import type { ExactPin } from '../../model/pin.ts';
import type { PinnedStack } from '../../stack/stack.ts';
import { chartRepository } from '../chart/repository.ts';
import type { ReleaseContext } from './context.ts';
import type { Candidate, Deployment } from './gates/candidate.ts';
import { type Finding, formatFindings, isRefused } from './gates/finding.ts';
import { judge } from './gates/judge.ts';
import { readCandidate } from './read-candidate.ts';

/** A pin with the findings of the gates. */
export interface Assessment {
  readonly candidate: Candidate;
  readonly findings: readonly Finding[];
}

/** How many of the newest versions are judged until one passes. */
const maxVersions = 10;

/** Judges a pin by the gates of a stack's environment. */
export async function assessPin(
  { client, pipeline: { application } }: ReleaseContext,
  { environment, config: { hotfix } }: PinnedStack,
  pin: ExactPin,
  history: Promise<readonly Deployment[]>,
): Promise<Assessment> {
  const candidate = await readCandidate(client, { application, environment, pin, hotfix }, history);
  return { candidate, findings: judge(candidate) };
}

/** The error for a refused pin, with the whole table of findings. */
export function refusalOf({ candidate: { pin, environment }, findings }: Assessment): RefusedError {
  const what = `${pin.version} is refused\n\n${formatFindings(findings)}`;
  return refused(what, { where: environment.name });
}

/** The versions in the registry that are newer than the pin, newest first. */
async function newerVersions({ client, pipeline }: ReleaseContext, { pin }: PinnedStack): Promise<string[]> {
  const tags = await client.listTags(chartRepository(pipeline.application));
  return tags
    .filter((tag) => semver.parse(tag)?.version === tag && semver.prerelease(tag) === null)
    .filter((tag) => semver.gt(tag, pin.version))
    .toSorted(semver.rcompare)
    .slice(0, maxVersions);
}

/**
 * Finds the newest release above a stack's pin that passes the gates; if none passes, the newest one.
 *
 * @throws UserError if there is no newer release
 * @throws RegistryError
 */
export async function assessNewest(
  context: ReleaseContext,
  stack: PinnedStack,
  history: Promise<readonly Deployment[]>,
): Promise<Assessment> {
  let newest: Assessment | undefined;
  for (const version of await newerVersions(context, stack)) {
    const assessment = await assessPin(context, stack, { kind: 'exact', version }, history);
    if (!isRefused(assessment.findings)) return assessment;
    newest ??= assessment;
  }
  if (newest !== undefined) return newest;
  const what = `there is no newer release than ${stack.pin.version}`;
  throw userError(what, { where: stack.environment.name, hint: 'use --version to name one' });
}
