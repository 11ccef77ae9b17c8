import type { Pipeline } from '../../model/pipeline.ts';
import type { Scenario } from '../e2e/scenario/scenario.ts';
import type { EvidenceSigner } from '../evidence/signer.ts';
import type { Checkout } from '../git/checkout.ts';
import type { GitHub, GitHubRepository } from '../github/client.ts';
import type { Client } from '../oci/client.ts';
import type { ReleaseContext, SigningContext } from '../promotion/context.ts';

/** What commands work with. Each part is loaded only when it is asked for, so that a command starts quickly. */
export interface CommandContext {
  readonly env: NodeJS.ProcessEnv;
  /** The checkout that the working directory is in. @throws UserError if it is in none */
  readonly checkout: () => Promise<Checkout>;
  /** What the team wrote in `environments/`. @throws UserError with its faults */
  readonly pipeline: () => Promise<Pipeline>;
  /** The scenarios that the team wrote in `e2e/`. */
  readonly scenarios: () => Promise<readonly Scenario[]>;
  /** A client of OCI registries. */
  readonly registry: () => Promise<Client>;
  /** A client of GitHub, by default for the application's repository. @throws UserError without a token */
  readonly gitHub: (repository?: GitHubRepository) => Promise<GitHub>;
  /** Undefined if there is neither a key nor a workflow's identity to sign with. */
  readonly signer: () => Promise<EvidenceSigner | undefined>;
  /** Who runs the command: the given name, else GITHUB_ACTOR, else the user.name of git; may be empty. */
  readonly actor: (named?: string) => Promise<string>;
  readonly release: () => Promise<ReleaseContext>;
  /** @throws UserError if it is unknown who decides */
  readonly signing: (actor?: string) => Promise<SigningContext>;
}

/** The context of a command that was started in a folder. */
export function createCommandContext(env = process.env, folder = process.cwd()): CommandContext {
  const checkout = async () => (await import('../git/checkout.ts')).findCheckout(folder);
  const pipeline = async () => (await import('../../environments/index.ts')).pipeline;
  const scenarios = async () => (await import('../../e2e/scenarios/index.ts')).scenarios;
  const registry = async () => (await import('../oci/client.ts')).createClient();
  const signer = async () => (await import('../evidence/signer.ts')).createSigner(env);

  async function gitHub(repository?: GitHubRepository): Promise<GitHub> {
    const [{ createGitHub }, { readGitHubSettings }, { application }] = await Promise.all([
      import('../github/client.ts'),
      import('../github/settings.ts'),
      pipeline(),
    ]);
    return createGitHub(readGitHubSettings(env), repository ?? application.repository);
  }

  async function actor(named?: string): Promise<string> {
    if (named !== undefined) return named;
    const { git } = await checkout();
    return env['GITHUB_ACTOR'] || git('config', '--default', '', '--get', 'user.name');
  }

  async function release(): Promise<ReleaseContext> {
    const [{ root, git }, client, definition] = await Promise.all([checkout(), registry(), pipeline()]);
    return { pipeline: definition, folder: root, git, client };
  }

  async function signing(named?: string): Promise<SigningContext> {
    const [context, keyOrIdentity, who, tests] = await Promise.all([
      release(),
      signer(),
      actor(named),
      scenarios(),
    ]);
    if (who !== '') return { ...context, signer: keyOrIdentity, actor: who, scenarios: tests };
    const { userError } = await import('../../model/errors.ts');
    throw userError('is not set', { where: '--actor', hint: 'name the person who decides this' });
  }

  return { env, checkout, pipeline, scenarios, registry, gitHub, signer, actor, release, signing };
}
