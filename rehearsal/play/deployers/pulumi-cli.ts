import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { PulumiCommand } from '@pulumi/pulumi/automation/index.js';
import { execa } from 'execa';
import { SemVer } from 'semver';
import { type Checked, invalid, valid } from '../../../model/checked.ts';

const packageJson: { dependencies: Record<string, string>; devDependencies: Record<string, string> } =
  JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));

const version = packageJson.devDependencies['pulumi'] ?? '';
const plugins = [
  ['kubernetes', packageJson.dependencies['@pulumi/kubernetes'] ?? ''],
  ['github', packageJson.dependencies['@pulumi/github'] ?? ''],
] as const;

/**
 * The Pulumi CLI in the version of package.json, with its two provider plugins. What is not installed yet is
 * downloaded, the CLI by the npm package `pulumi` and the plugins by the CLI.
 *
 * @returns the command, or a fault when it is neither installed nor can be downloaded
 */
export async function findPulumi(): Promise<Checked<PulumiCommand>> {
  const run = (...args: string[]) =>
    execa('pulumi', args, {
      preferLocal: true,
      reject: false,
      timeout: 300_000,
      env: { PULUMI_SKIP_UPDATE_CHECK: 'true' },
    });
  const cli = await run('version');
  if (cli.failed)
    return invalid({ what: `the Pulumi CLI ${version} is not installed and cannot be downloaded` });
  for (const [name, pluginVersion] of plugins) {
    const plugin = await run('plugin', 'install', 'resource', name, pluginVersion);
    if (plugin.failed)
      return invalid({
        what: `Pulumi's ${name} provider ${pluginVersion} is not installed and cannot be downloaded`,
      });
  }
  const home = process.env['PULUMI_HOME'] ?? join(homedir(), '.pulumi');
  return valid(
    await PulumiCommand.get({ root: join(home, 'versions', version), version: new SemVer(version) }),
  );
}
