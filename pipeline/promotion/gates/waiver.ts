import type { Judged } from './candidate.ts';

/** Why tests and soak are waived for a release in an environment, and who did so; undefined where they are not. */
export function findWaiver({
  environment,
  release,
  said,
  hotfix,
}: Judged): { readonly reason: string; readonly actor: string } | undefined {
  const signed = said.evidence
    .map(({ statement }) => statement)
    .find(
      (statement) =>
        statement.kind === 'waiver' &&
        statement.subject === release.digest &&
        statement.environment === environment.name,
    );
  if (signed?.kind === 'waiver') return signed;
  // What stands in a file counts alone only where no signature is asked for.
  return environment.trust.length === 0 && hotfix?.version === release.version ? hotfix : undefined;
}
