import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { engineList, folderPrefix, ownerFile } from './world/context.ts';

const commandLine = async (pid: number) =>
  (await execa('ps', ['-o', 'command=', '-p', String(pid)], { reject: false })).stdout.trim();

/** Stops a process if its command line still contains `program`, and waits until it has ended. */
async function stopProcess(pid: number, program: string): Promise<void> {
  const isRunning = async () => (await commandLine(pid)).includes(program);
  if (!(await isRunning())) return;
  process.kill(pid, 'SIGTERM');
  for (let waited = 0; waited < 100; waited++) {
    if (!(await isRunning())) return;
    await sleep(100);
  }
  process.kill(pid, 'SIGKILL');
}

const startedEngines = (folder: string) =>
  readFileSync(join(folder, engineList), 'utf8')
    .trim()
    .split('\n')
    .map((line) => /^(\d+) (.*)$/.exec(line))
    .flatMap((match) => (match === null ? [] : [{ pid: Number(match[1]), path: match[2] ?? '' }]));

/**
 * Stops every world of this user through the rehearsal that started it, or engine by engine when that was killed.
 *
 * @returns the number of worlds that were stopped
 */
export async function stopAllWorlds(): Promise<number> {
  const folders = readdirSync(tmpdir())
    .filter((name) => name.startsWith(folderPrefix))
    .map((name) => join(tmpdir(), name))
    .filter((folder) => existsSync(join(folder, ownerFile)));
  for (const folder of folders) {
    await stopProcess(Number(readFileSync(join(folder, ownerFile), 'utf8')), 'rehears');
    if (!existsSync(join(folder, engineList))) continue;
    for (const { pid, path } of startedEngines(folder).toReversed()) await stopProcess(pid, path);
    await rm(folder, { recursive: true, force: true });
  }
  return folders.length;
}
