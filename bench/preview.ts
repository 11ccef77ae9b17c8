import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LocalWorkspace } from '@pulumi/pulumi/automation/index.js';
import { pipeline } from '../environments/index.ts';
import { findEnvironment } from '../environments/schema.ts';
import { setUpEngines } from '../rehearsal/engines/index.ts';
import { createCheckout } from '../rehearsal/play/checkout.ts';
import { findPulumi } from '../rehearsal/play/pulumi-cli.ts';
import { createPulumiDeployer } from '../rehearsal/play/pulumi-deployer.ts';
import { secretsOf, worldOf } from '../rehearsal/rehearse.ts';
import { startWorld } from '../rehearsal/world/index.ts';
import { writeHandWrittenProject } from './hand-written.ts';
import { printRatio, sideBySide } from './measure.ts';

/** `pulumi preview` of demo with the real CLI, beside a hand-written program with the same resources. */
export async function benchPreview(runs: number): Promise<void> {
  const pulumiCommand = await findPulumi();
  if ('missing' in pulumiCommand)
    return console.log(`- pulumi preview: not measured, ${pulumiCommand.missing}`);
  await using cleanup = new AsyncDisposableStack();
  const world = await startWorld({ engines: await setUpEngines(), ...worldOf(pipeline) }, cleanup);
  const checkout = await createCheckout();
  cleanup.defer(checkout.remove);
  const deployer = createPulumiDeployer(pulumiCommand, world, checkout, pipeline, secretsOf());
  const ours = await deployer.stack('demo');

  const folder = join(world.folder, 'hand-written');
  await mkdir(folder);
  await writeHandWrittenProject(folder, pipeline, findEnvironment(pipeline, 'demo'));
  const { envVars } = ours.workspace;
  const theirs = await LocalWorkspace.createStack(
    { stackName: 'demo', workDir: folder },
    { pulumiCommand, envVars },
  );
  await theirs.setAllConfig({
    'cluster:kubeconfig': { value: world.cluster.kubeconfig },
    'hub:token': { value: world.github.token, secret: true },
    'hub:baseUrl': { value: world.github.url },
  });
  const [mine, other] = [await ours.preview(), await theirs.preview()];
  const creates = ({ changeSummary }: { changeSummary: Record<string, number> }) =>
    changeSummary['create'] ?? 0;
  const result = await sideBySide(
    () => ours.preview(),
    () => theirs.preview(),
    runs,
  );
  printRatio(
    `pulumi preview of demo (${creates(mine)} resources) to a hand-written program (${creates(other)})`,
    result,
    1.25,
  );
}
