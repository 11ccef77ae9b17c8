import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { engineList, folderPrefix, ownerFile } from './world/context.ts';

const commandOf = async (pid: number) =>
  (await execa('ps', ['-o', 'command=', '-p', String(pid)], { reject: false })).stdout.trim();

/** Ends a process if it still is the program that it was, and waits until it is gone. */
async function end(pid: number, program: string): Promise<void> {
  const runs = async () => (await commandOf(pid)).includes(program);
  if (!(await runs())) return;
  process.kill(pid, 'SIGTERM');
  for (let waited = 0; waited < 100; waited++) {
    if (!(await runs())) return;
    await sleep(100);
  }
  process.kill(pid, 'SIGKILL');
}

const started = (folder: string) =>
  readFileSync(join(folder, engineList), 'utf8')
    .trim()
    .split('\n')
    .map((line) => /^(\d+) (.*)$/.exec(line))
    .flatMap((match) => (match === null ? [] : [{ pid: Number(match[1]), path: match[2] ?? '' }]));

/**
 * Ends every world of this user: through the rehearsal that started it, or, when that was killed, engine by engine.
 *
 * @returns how many worlds were ended
 */
export async function down(): Promise<number> {
  const folders = readdirSync(tmpdir())
    .filter((name) => name.startsWith(folderPrefix))
    .map((name) => join(tmpdir(), name))
    .filter((folder) => existsSync(join(folder, ownerFile)));
  for (const folder of folders) {
    await end(Number(readFileSync(join(folder, ownerFile), 'utf8')), 'rehears');
    if (!existsSync(join(folder, engineList))) continue;
    for (const { pid, path } of started(folder).toReversed()) await end(pid, path);
    await rm(folder, { recursive: true, force: true });
  }
  return folders.length;
}
