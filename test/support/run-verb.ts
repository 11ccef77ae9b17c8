import { jest } from '@jest/globals';
import { main } from '../../pipeline/cli.ts';

export interface VerbResult {
  readonly exitCode: number;
  /** Without the last line break. */
  readonly stdout: string;
  /** Without the last line break. */
  readonly stderr: string;
}

/**
 * Runs a verb of the pipeline in this process, which is ten times faster than a process of its own. Where a process
 * matters, run pipeline/main.js instead, as commands/cli.test.ts does.
 *
 * @param cwd the working directory while it runs
 * @param env environment variables in addition to those of this process
 */
export async function runVerb(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<VerbResult> {
  const before = { cwd: process.cwd(), env: { ...process.env }, exitCode: process.exitCode };
  const output = { stdout: '', stderr: '' };
  const spies = [
    jest.spyOn(console, 'log').mockImplementation((text: unknown) => {
      output.stdout += `${text}\n`;
    }),
    jest.spyOn(console, 'error').mockImplementation((text: unknown) => {
      output.stderr += `${text}\n`;
    }),
    ...(['stdout', 'stderr'] as const).map((name) =>
      jest.spyOn(process[name], 'write').mockImplementation((text) => {
        output[name] += text;
        return true;
      }),
    ),
  ];
  try {
    process.chdir(cwd);
    Object.assign(process.env, env);
    process.exitCode = 0;
    await main(args);
    const withoutLineBreak = (text: string) => text.replace(/\n$/, '');
    return {
      exitCode: Number(process.exitCode),
      stdout: withoutLineBreak(output.stdout),
      stderr: withoutLineBreak(output.stderr),
    };
  } finally {
    for (const spy of spies) spy.mockRestore();
    process.chdir(before.cwd);
    process.env = before.env;
    process.exitCode = before.exitCode;
  }
}
