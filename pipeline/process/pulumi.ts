import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The version of the CLI in package.json, where the npm package `pulumi` puts it. */
function installed(): string {
  const packageJson = fileURLToPath(new URL('../../package.json', import.meta.url));
  const { devDependencies } = JSON.parse(readFileSync(packageJson, 'utf8'));
  const home = process.env['PULUMI_HOME'] ?? join(homedir(), '.pulumi');
  return join(home, 'versions', String(devDependencies?.pulumi), 'bin', 'pulumi');
}

/** The Pulumi CLI: that of the project where it is installed, else the one on PATH. */
export function findPulumiCommand(): string {
  const own = installed();
  return existsSync(own) ? own : 'pulumi';
}
