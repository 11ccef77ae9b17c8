// Brings the dependencies to what package-lock.json says. Runs before the scripts, on whatever Node there is.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('..', import.meta.url));
const changed = (file) => statSync(`${project}/${file}`, { throwIfNoEntry: false })?.mtimeMs ?? 0;

// npm writes its own lockfile last, so a newer one means that the installation is whole.
if (changed('node_modules/.package-lock.json') < changed('package-lock.json')) {
  console.log('Installing the dependencies (npm ci) …');
  const { status } = spawnSync('npm', ['ci', '--loglevel=error'], { cwd: project, stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
