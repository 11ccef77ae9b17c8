import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the npm package `pulumi` installs the version of the CLI in package.json. */
function projectCommand(): string {
  const packageJson = fileURLToPath(new URL('../../package.json', import.meta.url));
  const { devDependencies } = JSON.parse(readFileSync(packageJson, 'utf8'));
  const home = process.env['PULUMI_HOME'] ?? join(homedir(), '.pulumi');
  return join(home, 'versions', String(devDependencies?.pulumi), 'bin', 'pulumi');
}

/** The command of the Pulumi CLI: the project's own if it is installed, else the one on PATH. */
export function findPulumiCommand(): string {
  const own = projectCommand();
  return existsSync(own) ? own : 'pulumi';
}
