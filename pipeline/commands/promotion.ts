import { Command } from 'commander';
import { unwrap } from '../../model/checked.ts';
import { userError } from '../../model/errors.ts';
import type { Landing } from '../promotion/apply-pin.ts';
import type { Desk, Workspace } from '../promotion/context.ts';
import { printing } from './outcome.ts';

interface LandingFlags {
  readonly up?: true;
  readonly pullRequest?: true;
}

const withLanding = (command: Command): Command =>
  command
    .option('--up', 'run pulumi up too, and wait until the environment runs it')
    .option('--pull-request', 'open a pull request instead, or update the one there is');

async function loadWorkspace(): Promise<Workspace> {
  const [{ findCheckout }, { createClient }, { pipeline }] = await Promise.all([
    import('../git/checkout.ts'),
    import('../oci/client.ts'),
    import('../../environments/index.ts'),
  ]);
  const { root, git } = await findCheckout(process.cwd());
  return { pipeline, folder: root, git, client: createClient() };
}

/** A workspace, and who decides in it. */
async function loadDesk(named: string | undefined): Promise<Desk> {
  const [{ createSigner }, workspace] = await Promise.all([import('../evidence/signer.ts'), loadWorkspace()]);
  const userName = () => workspace.git('config', '--default', '', '--get', 'user.name');
  const actor = named ?? (process.env['GITHUB_ACTOR'] || (await userName()));
  if (actor === '') {
    throw userError('is not set', { where: '--actor', hint: 'say who decides this' });
  }
  return { ...workspace, signer: await createSigner(process.env), actor };
}

async function landingOf({ up, pullRequest }: LandingFlags, { pipeline }: Workspace): Promise<Landing> {
  if (up && pullRequest) {
    throw userError('and --pull-request exclude each other', { where: '--up' });
  }
  if (!pullRequest) return { kind: up ? 'up' : 'file' };
  const [{ createGitHub }, { readGitHubSettings }] = await Promise.all([
    import('../github/client.ts'),
    import('../github/settings.ts'),
  ]);
  const gitHub = createGitHub(readGitHubSettings(process.env), pipeline.application.repository);
  return { kind: 'pull-request', gitHub };
}

interface PromoteFlags extends LandingFlags {
  readonly to: string;
  readonly version?: string;
  readonly hotfix?: true;
  readonly reason?: string;
  readonly actor?: string;
}

export function promoteVerb(): Command {
  const command = withLanding(
    new Command('promote')
      .description('Moves the pin of an environment to a release that its gates let pass')
      .requiredOption('--to <environment>', 'the environment')
      .option('--version <version>', 'the release; by default the newest that passes')
      .option(
        '--hotfix',
        'waive test and soak for this version; the reason and the actor are recorded, signed',
      )
      .option('--reason <text>', 'why they are waived')
      .option('--actor <name>', 'who decides; by default GITHUB_ACTOR, or the user.name of git'),
  );
  return printing(command, async (flags: PromoteFlags) => {
    const [{ promote }, { parseHotfixRequest }, workspace] = await Promise.all([
      import('../promotion/promote.ts'),
      import('../version/hotfix-record.ts'),
      loadDesk(flags.actor),
    ]);
    const request = { skipsStaging: flags.hotfix === true, reason: flags.reason, actor: workspace.actor };
    const hotfix = unwrap(parseHotfixRequest(request));
    const { to, version } = flags;
    return promote(workspace, { to, version, hotfix, landing: await landingOf(flags, workspace) });
  });
}

interface RollbackFlags extends LandingFlags {
  readonly to?: string;
  readonly reason: string;
  readonly reject: boolean;
  readonly actor?: string;
}

export function rollbackVerb(): Command {
  const command = withLanding(
    new Command('rollback')
      .description('Goes back to the version that was healthy before, and rejects the one that is left')
      .argument('<environment>')
      .requiredOption('--reason <text>', 'why')
      .option('--to <version>', 'an older version that ran there')
      .option('--no-reject', 'do not reject the version that is left: it may come back')
      .option('--actor <name>', 'who decides; by default GITHUB_ACTOR, or the user.name of git'),
  );
  return printing(command, async (environment: string, flags: RollbackFlags) => {
    const [{ rollback }, workspace] = await Promise.all([
      import('../promotion/rollback.ts'),
      loadDesk(flags.actor),
    ]);
    const { to, reason, reject: rejects } = flags;
    const landing = await landingOf(flags, workspace);
    return rollback(workspace, { environment, reason, to, rejects, landing });
  });
}

interface DecisionFlags {
  readonly reason: string;
  readonly actor?: string;
}

const decision = (name: 'reject' | 'unreject', description: string): Command =>
  printing(
    new Command(name)
      .description(description)
      .argument('<version>')
      .requiredOption('--reason <text>', 'why')
      .option('--actor <name>', 'who decides; by default GITHUB_ACTOR, or the user.name of git'),
    async (version: string, { reason, actor }: DecisionFlags) => {
      const [decisions, workspace] = await Promise.all([import('../promotion/reject.ts'), loadDesk(actor)]);
      return decisions[name](workspace, version, reason);
    },
  );

export const rejectVerb = (): Command => decision('reject', 'Rejects a release: it is to run nowhere again');

export const unrejectVerb = (): Command => decision('unreject', 'Takes the rejections of a release back');

export function statusVerb(): Command {
  const command = new Command('status').description('Tells what is where, and why');
  return printing(command, async () => {
    const [{ status }, { known }, { createGitHub }, { readGitHubSettings }, workspace] = await Promise.all([
      import('../promotion/status/status.ts'),
      import('../promotion/status/lookup.ts'),
      import('../github/client.ts'),
      import('../github/settings.ts'),
      loadWorkspace(),
    ]);
    const { repository } = workspace.pipeline.application;
    const gitHub = await known(
      Promise.resolve().then(() => createGitHub(readGitHubSettings(process.env), repository)),
    );
    return status(workspace, gitHub);
  });
}
