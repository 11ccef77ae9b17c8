import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { PulumiCommand } from '@pulumi/pulumi/automation/index.js';
import { execa } from 'execa';
import { SemVer } from 'semver';

const packageJson: { dependencies: Record<string, string>; devDependencies: Record<string, string> } =
  JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));

const version = packageJson.devDependencies['pulumi'] ?? '';
const plugins = [
  ['kubernetes', packageJson.dependencies['@pulumi/kubernetes'] ?? ''],
  ['github', packageJson.dependencies['@pulumi/github'] ?? ''],
] as const;

/**
 * The Pulumi CLI of the version in package.json with its two provider plugins, which the npm package `pulumi`
 * and the CLI download when they are missing.
 *
 * @returns the command, or why there is none
 */
export async function findPulumi(): Promise<PulumiCommand | { readonly missing: string }> {
  const run = (...args: string[]) =>
    execa('pulumi', args, {
      preferLocal: true,
      reject: false,
      timeout: 300_000,
      env: { PULUMI_SKIP_UPDATE_CHECK: 'true' },
    });
  const cli = await run('version');
  if (cli.failed) return { missing: `the Pulumi CLI ${version} is not installed and cannot be downloaded` };
  for (const [name, pluginVersion] of plugins) {
    const plugin = await run('plugin', 'install', 'resource', name, pluginVersion);
    if (plugin.failed)
      return {
        missing: `Pulumi's ${name} provider ${pluginVersion} is not installed and cannot be downloaded`,
      };
  }
  const home = process.env['PULUMI_HOME'] ?? join(homedir(), '.pulumi');
  return PulumiCommand.get({ root: join(home, 'versions', version), version: new SemVer(version) });
}
