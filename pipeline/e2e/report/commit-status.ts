import { z } from 'zod';
import { imageTag } from '../../../model/version.ts';
import type { GitHub } from '../../github/client.ts';
import { findTagCommit } from '../../github/refs.ts';
import type { Run } from '../run-scenarios.ts';
import type { Heading } from './text.ts';

const states = { passed: 'success', failed: 'failure', inconclusive: 'error' } as const;
/** GitHub's limit, in characters. */
const maxDescriptionLength = 140;

/**
 * Sets the status `e2e-tests/<environment>` of the commit that a version was tagged at.
 *
 * @returns the commit; undefined if the version has no tag
 * @throws UserError if GitHub refuses it; RemoteError if GitHub fails
 */
export async function setCommitStatus(
  github: GitHub,
  { environment, version }: Heading,
  { verdict }: Run,
): Promise<string | undefined> {
  const commit = await findTagCommit(github, imageTag(version));
  if (commit === undefined) return undefined;
  await github.request(z.object({ id: z.int() }), 'POST /statuses/{commit}', {
    commit,
    state: states[verdict.kind],
    context: `e2e-tests/${environment}`,
    description: `${version}: ${verdict.reason}`.slice(0, maxDescriptionLength),
    // It is safe to repeat: of several equal statuses the newest counts.
    request: { retries: 3 },
  });
  return commit;
}
