import { Command, InvalidArgumentError, Option } from 'commander';
import { userError } from '../../model/errors.ts';
import { type Channel, channels } from '../../model/release-source.ts';
import { printing, table } from './outcome.ts';

interface SourceFlags {
  readonly version?: string;
  readonly channel: Channel;
  readonly commit?: string;
  readonly dryRun?: true;
}

const withSource = (command: Command): Command =>
  command
    .option('--version <version>', 'the version; by default what VERSION says in the commit')
    .addOption(new Option('--channel <channel>', 'whom it is for').choices(channels).default('release'))
    .option('--commit <revision>', 'the commit that was released', 'HEAD')
    .option('--dry-run', 'show what would be sent, and send nothing');

/** The checkout, the application, a registry client and what is released: what both verbs begin with. */
async function loadSource(flags: SourceFlags) {
  const [{ findCheckout }, { readSource }, { createClient }, { pipeline }] = await Promise.all([
    import('../git/checkout.ts'),
    import('../version/read-release-source.ts'),
    import('../oci/client.ts'),
    import('../../environments/index.ts'),
  ]);
  const { git } = await findCheckout(process.cwd());
  const source = await readSource(git, flags);
  return { git, source, client: createClient(), application: pipeline.application };
}

async function loadGitHub() {
  const [{ createGitHub }, settings] = await Promise.all([
    import('../github/client.ts'),
    import('../github/settings.ts'),
  ]);
  return { createGitHub, ...settings };
}

function createVerb(): Command {
  const command = withSource(
    new Command('create').description('Makes the release on GitHub, with notes, chart and images'),
  );
  return printing(command, async (flags: SourceFlags) => {
    const [{ create }, loaded, { createGitHub, readGitHubSettings, readServerUrl }] = await Promise.all([
      import('../github-release/create.ts'),
      loadSource(flags),
      loadGitHub(),
    ]);
    const gitHub = flags.dryRun
      ? undefined
      : createGitHub(readGitHubSettings(process.env), loaded.application.repository);
    return create({ ...loaded, serverUrl: readServerUrl(process.env) }, gitHub);
  });
}

function repository(text: string): { owner: string; name: string } {
  const [, owner, name] = /^([A-Za-z0-9-]+)\/(?!\.\.?$)([A-Za-z0-9._-]+)$/.exec(text) ?? [];
  if (owner === undefined || name === undefined) throw new InvalidArgumentError('It is not owner/name.');
  return { owner, name };
}

function eventType(text: string): string {
  if (text === '' || text.length > 100) throw new InvalidArgumentError('GitHub takes 1 to 100 characters.');
  return text;
}

interface DispatchFlags extends SourceFlags {
  readonly repository: ReturnType<typeof repository>;
  readonly eventType: string;
}

function dispatchVerb(): Command {
  const command = withSource(
    new Command('dispatch').description('Tells a repository of a release, by the event repository_dispatch'),
  )
    .requiredOption('--repository <owner/name>', 'the repository whose workflows are told', repository)
    .option('--event-type <type>', 'what its workflows listen to', eventType, 'release');
  return printing(command, async (flags: DispatchFlags) => {
    const [{ sendDispatch }, { createPayload }, { readReleaseFacts }, loaded, gitHub] = await Promise.all([
      import('../github-release/dispatch.ts'),
      import('../github-release/dispatch-payload.ts'),
      import('../github-release/release-facts.ts'),
      loadSource(flags),
      loadGitHub(),
    ]);
    const settings = flags.dryRun ? undefined : gitHub.readGitHubSettings(process.env);
    const payload = createPayload(await readReleaseFacts(loaded));
    if (settings === undefined) return { text: JSON.stringify(payload, undefined, 2), data: payload };
    await sendDispatch(gitHub.createGitHub(settings, flags.repository), flags.eventType, payload);
    const { owner, name } = flags.repository;
    return { text: `${payload.version} (${payload.channel}) was sent to ${owner}/${name}`, data: payload };
  });
}

/** Where the payload is: a file, `-` for stdin, or the event of the workflow run. */
function inputOf(file: string | undefined): string {
  const input = file ?? process.env['GITHUB_EVENT_PATH'];
  if (input) return input;
  const hint = 'name a file, or - for stdin, or run it in a workflow on repository_dispatch';
  throw userError('there is no payload to read', { hint });
}

function receiveVerb(): Command {
  const command = new Command('receive')
    .description('Checks a release that was sent: its form, and that its chart and images are still the same')
    .argument('[file]', 'the payload, - for stdin; by default the event of the workflow run');
  return printing(command, async (file: string | undefined) => {
    const [{ readInput, readPayload, verifyPayload }, { createClient }] = await Promise.all([
      import('../github-release/receive.ts'),
      import('../oci/client.ts'),
    ]);
    const input = inputOf(file);
    const payload = readPayload(await readInput(input), input);
    await verifyPayload(createClient(), payload);
    const { version, channel, chart, images } = payload;
    const pin = `${version}@${chart.digest}`;
    const rows = [chart, ...images].map(({ reference, digest }) => [reference, digest]);
    return {
      text: `${channel}: the pin to set is ${pin}\n\n${table(['reference', 'digest'], rows)}`,
      data: { ...payload, pin },
    };
  });
}

export const releaseVerbs = (): Command =>
  new Command('release')
    .description('The release on GitHub')
    .addCommand(createVerb())
    .addCommand(dispatchVerb())
    .addCommand(receiveVerb());
