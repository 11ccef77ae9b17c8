import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { printValue } from './measure.ts';

const program = fileURLToPath(new URL('compared-objects.ts', import.meta.url));

/** Runs a task in its own process, so that the peak memory (in MB) is that of the task alone. */
async function run(task: string, size: number): Promise<{ seconds: number; memory: number }> {
  const { stdout } = await execa('node', [program, task, String(size)]);
  const [seconds = Number.NaN, memory = Number.NaN] = stdout.split(' ').map(Number);
  return { seconds, memory };
}

/** Compares two sets of 5,000 objects, with hazards and images, and parses 10 MB of manifests. */
export async function benchCompare(): Promise<void> {
  const compared = await run('compare', 5_000);
  printValue('comparing two sets of 5,000 objects, a fifth changed', compared.seconds, 1, 's');
  printValue('peak memory of that comparison', compared.memory, 300, 'MB');
  const parsed = await run('parse', 10);
  console.log(
    `- ${parsed.seconds.toFixed(1)} s, ${parsed.memory.toFixed(0)} MB  parsing and redacting 10 MB of manifests`,
  );
}
