import { Command, Option } from 'commander';
import { UserError } from '../../environments/user-error.ts';
import { type Severity, severities } from '../diff/model.ts';
import { exitCodes } from '../exit-codes.ts';
import { tell } from '../outcome.ts';

interface DiffOptions {
  readonly base?: string;
  readonly to?: string;
  readonly failOn?: Severity;
  readonly full?: true;
  readonly markdown?: string;
  readonly html?: string;
  readonly json?: true;
}

function usage(what: string): UserError {
  const mend =
    'write pipeline diff --base <ref>, pipeline diff <environment> --to <version>, or pipeline diff <environment> <other>';
  return new UserError([{ what, mend }]);
}

/** Which of the three questions is asked. */
async function comparisonOf(
  first: string | undefined,
  second: string | undefined,
  { base, to }: DiffOptions,
  root: string,
) {
  const [{ compareEnvironments, compareWithCommit, compareWithPin }, { pipeline }, { findCheckout }] =
    await Promise.all([
      import('../diff/pairs.ts'),
      import('../../environments/index.ts'),
      import('../release/checkout.ts'),
    ]);
  if (second !== undefined) {
    if (first === undefined || base !== undefined || to !== undefined)
      throw usage('two environments are compared as they are: --base and --to do not fit');
    return compareEnvironments(root, pipeline, first, second);
  }
  if (base !== undefined && to === undefined)
    return compareWithCommit(await findCheckout(root), pipeline, base, first);
  if (first !== undefined && to !== undefined && base === undefined)
    return compareWithPin(root, pipeline, first, to);
  throw usage('it is not said what is compared with what');
}

async function run(
  first: string | undefined,
  second: string | undefined,
  options: DiffOptions,
): Promise<void> {
  const { findCheckout } = await import('../release/checkout.ts');
  const { root } = await findCheckout(process.cwd());
  const { title, pairs } = await comparisonOf(first, second, options, root);
  const [{ diffPairs }, { surroundingsOf }, { writeReports }] = await Promise.all([
    import('../diff/diff.ts'),
    import('../diff/render/surroundings.ts'),
    import('../diff/write-reports.ts'),
  ]);
  const report = { title, environments: await diffPairs(pairs, surroundingsOf(root)) };
  await writeReports(report, options);

  const { failOn } = options;
  const limit = failOn === undefined ? -1 : severities.indexOf(failOn);
  const hazards = report.environments.flatMap((environment) => environment.hazards);
  if (report.environments.some(({ failure }) => failure !== undefined))
    process.exitCode = exitCodes.wrongInput;
  else if (hazards.some(({ severity }) => severities.indexOf(severity) <= limit)) {
    tell(`Refused: there are hazards of ${failOn}, or worse.`);
    process.exitCode = exitCodes.refused;
  }
}

export const diffVerb = (): Command =>
  new Command('diff')
    .description('Shows what would change in the environments, and what would be lost, without a cluster')
    .argument('[environment]', 'the environment; with --base all of them by default')
    .argument('[other]', 'another environment, to compare the two')
    .option('--base <ref>', 'compare the working tree with this branch, tag or commit')
    .option('--to <version>', 'show what this version would change, before anything is edited')
    .option('--full', 'show long differences whole')
    .option('--markdown <file>', 'also write a comment for a pull request')
    .option('--html <file>', 'also write a page that holds everything')
    .addOption(
      new Option('--fail-on <severity>', 'end with 3 if there is a hazard of this kind, or worse').choices(
        severities,
      ),
    )
    .option('--json', 'print JSON, for machines')
    .action(run);
