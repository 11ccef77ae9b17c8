import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { userError } from '../../model/errors.ts';

/** The branch of a workflow run; undefined if a tag is built, or outside of GitHub Actions. */
export const workflowBranch = (env: NodeJS.ProcessEnv): string | undefined =>
  env['GITHUB_REF_TYPE'] === 'branch' ? env['GITHUB_REF_NAME'] : undefined;

/**
 * Sets an output of the workflow step, in the form for several lines (GitHub Actions, "Multiline strings").
 *
 * @throws UserError outside of GitHub Actions
 */
export function setStepOutput(env: NodeJS.ProcessEnv, name: string, lines: readonly string[]): void {
  const file = env['GITHUB_OUTPUT'];
  if (!file)
    throw userError('is not set, so there is no step to set an output of', {
      where: 'GITHUB_OUTPUT',
      hint: 'leave --github-output out outside of GitHub Actions',
    });
  // A random delimiter cannot be ended from within.
  const delimiter = randomUUID();
  appendFileSync(file, `${name}<<${delimiter}\n${lines.join('\n')}\n${delimiter}\n`);
}
