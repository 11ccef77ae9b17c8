import type { JudgedRelease } from './candidate.ts';

/** Why e2e and soak are waived for a release in an environment, and by whom; undefined if they are not. */
export function findWaiver({
  environment,
  release,
  evidence,
  hotfix,
}: JudgedRelease): { readonly reason: string; readonly actor: string } | undefined {
  const signed = evidence.accepted
    .map(({ statement }) => statement)
    .find(
      (statement) =>
        statement.kind === 'waiver' &&
        statement.subject === release.digest &&
        statement.environment === environment.name,
    );
  if (signed?.kind === 'waiver') return signed;
  // The hotfix in the stack's file is not signed, so it is enough only if anyone is trusted.
  return environment.trust.length === 0 && hotfix?.version === release.version ? hotfix : undefined;
}
