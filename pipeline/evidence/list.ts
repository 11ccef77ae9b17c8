import { userError } from '../../model/errors.ts';
import type { Pipeline } from '../../model/pipeline.ts';
import { chartRepository } from '../chart/repository.ts';
import type { Client } from '../oci/client.ts';
import { formatReference } from '../oci/reference.ts';
import { type Outcome, table } from '../outcome.ts';
import { readEvidence } from './read.ts';
import type { Evidence, Signer, Statement } from './statement.ts';

function describeStatement(statement: Statement): string {
  switch (statement.kind) {
    case 'test-result': {
      const failed = statement.failedTests.length > 0 ? `: ${statement.failedTests.join(', ')}` : '';
      const again =
        statement.warnedTests.length > 0 ? ` (tried again: ${statement.warnedTests.join(', ')})` : '';
      return `${statement.result} in ${statement.environment}${failed}${again}`;
    }
    case 'waiver':
      return `for ${statement.environment}: ${statement.reason}`;
    default:
      return statement.reason;
  }
}

const formatSigner = (signer: Signer): string =>
  signer.kind === 'key' ? signer.fingerprint : `${signer.identity} (${signer.issuer})`;

/** The names of the environments in which a statement counts, and who signed it. */
interface Standing {
  readonly signer: Signer | undefined;
  readonly countsIn: readonly string[];
}

/**
 * Lists the statements about a release: who signed each one, and in which environments it counts.
 *
 * @throws UserError if there is no such release
 * @throws RegistryError
 */
export async function listEvidence(
  client: Client,
  { application, environments }: Pipeline,
  version: string,
): Promise<Outcome> {
  const repository = chartRepository(application);
  const release = await client.resolve({ ...repository, tag: version });
  if (release === undefined) {
    const where = formatReference({ ...repository, tag: version });
    throw userError('there is no such release', { where, hint: 'check the version' });
  }
  const { digest } = release;
  const everything = await readEvidence(client, repository, digest, []);
  const views = await Promise.all(
    environments.map(async ({ name, trust }) => ({
      name,
      ...(await readEvidence(client, repository, digest, trust)),
    })),
  );
  const standingOf = (one: Evidence): Standing => {
    const counted = views.flatMap(({ name, accepted }) =>
      accepted.filter((each) => each.digest === one.digest).map(({ signer }) => ({ name, signer })),
    );
    return {
      signer: counted.find(({ signer }) => signer !== undefined)?.signer,
      countsIn: counted.map(({ name }) => name),
    };
  };
  const listed = everything.accepted
    .map((one) => ({ ...one, ...standingOf(one) }))
    .toSorted((a, b) => Date.parse(a.statement.at) - Date.parse(b.statement.at));
  const rows = listed.map(({ statement, signer, countsIn }) => [
    statement.at,
    statement.kind,
    describeStatement(statement),
    statement.actor,
    signer === undefined ? 'nobody who is trusted' : formatSigner(signer),
    countsIn.join(', ') || 'nowhere',
  ]);
  const ignored = everything.ignored.map(
    (statement) => `${statement.digest}: ${statement.reason}, so it counts nowhere`,
  );
  const head = ['at', 'kind', 'what', 'by', 'signed by', 'counts in'];
  const statements = rows.length > 0 ? table(head, rows) : 'there are no statements about it';
  return {
    text: [`${version} ${digest}`, '', statements, ...ignored].join('\n'),
    data: { version, digest, evidence: listed, ignored: everything.ignored },
  };
}
