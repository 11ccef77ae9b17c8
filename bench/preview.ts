import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LocalWorkspace } from '@pulumi/pulumi/automation/index.js';
import { z } from 'zod';
import { pipeline } from '../environments/index.ts';
import { findEnvironment } from '../model/pipeline.ts';
import { setUpEngines } from '../rehearsal/engines/index.ts';
import { createCheckout } from '../rehearsal/play/checkout.ts';
import { createCommands } from '../rehearsal/play/commands.ts';
import { findPulumi } from '../rehearsal/play/deployers/pulumi-cli.ts';
import { createPulumiDeployer } from '../rehearsal/play/deployers/pulumi-deployer.ts';
import { exampleSecrets, worldSettings } from '../rehearsal/rehearse.ts';
import { startWorld } from '../rehearsal/world/index.ts';
import { writeHandWrittenProject } from './hand-written.ts';
import { printRatio, printValue, sideBySide } from './measure.ts';

const demo = 'environments/demo.ts';
const promotesFromLine = "  promotesFrom: 'demo-staging',\n";
const gatesLine = '  gates: { e2e: true },\n';

/** Measures `pulumi preview` of demo with the real CLI, and of a hand-written program with the same resources. */
export async function benchPreview(runs: number): Promise<void> {
  const { value: pulumiCommand, faults } = await findPulumi();
  if (faults !== undefined) return console.log(`- pulumi preview: not measured, ${faults[0]?.what}`);
  await using cleanup = new AsyncDisposableStack();
  const world = await startWorld({ engines: await setUpEngines(), ...worldSettings(pipeline) }, cleanup);
  const checkout = await createCheckout();
  cleanup.defer(checkout.remove);
  const deployer = createPulumiDeployer(pulumiCommand, world, checkout, pipeline, exampleSecrets());
  const ours = await deployer.stack('demo');
  const commands = createCommands(await setUpEngines(), world, checkout, deployer.pulumi);
  await commands.buildImages('v1.0.76');
  await commands.pipeline(z.unknown(), 'chart', 'publish');
  const hotfix = ['--hotfix', '--reason', 'a benchmark'];
  await commands.pipeline(z.unknown(), 'promote', '--to', 'demo', '--version', '1.0.76', ...hotfix);
  await checkout.edit(demo, gatesLine, '');

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
  const [ourPreview, theirPreview] = [await ours.preview(), await theirs.preview()];
  const creates = ({ changeSummary }: { changeSummary: Record<string, number> }) =>
    changeSummary['create'] ?? 0;
  const result = await sideBySide(
    () => ours.preview(),
    () => theirs.preview(),
    runs,
  );
  printRatio(
    `pulumi preview of demo (${creates(ourPreview)} resources), compared with a hand-written program (${creates(theirPreview)})`,
    result,
    1.25,
  );

  const enableGates = () => checkout.edit(demo, promotesFromLine, `${promotesFromLine}${gatesLine}`);
  const withGates = await sideBySide(
    async () => {
      await enableGates();
      await ours.preview();
      await checkout.edit(demo, gatesLine, '');
    },
    () => ours.preview(),
    runs,
  );
  const added = (withGates.ours - withGates.theirs) / 1000;
  printValue('time that the gates add to pulumi preview', added, 0.5, 's');
}
