import { execFile } from 'node:child_process';

/** A program that exited with another code than 0, or could not be started. */
export class ProcessError extends Error {
  /** Exit code; undefined if the program could not be started or was ended by a signal. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;

  constructor(
    command: string,
    args: readonly string[],
    { code, stdout, stderr }: { code: number | undefined; stdout: string; stderr: string },
  ) {
    super(`${[command, ...args].join(' ')}: ${stderr.trim() || 'failed'}`);
    this.name = 'ProcessError';
    this.code = code;
    this.stdout = stdout;
    this.stderr = stderr;
  }
}

export interface ProcessOptions {
  readonly cwd?: string;
  /** Environment variables in addition to those of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs a program without a shell, so that no argument is interpreted.
 *
 * @returns its stdout
 * @throws ProcessError
 */
export function runProcess(
  command: string,
  args: readonly string[],
  { cwd, env = {} }: ProcessOptions = {},
): Promise<string> {
  const options = { cwd, env: { ...process.env, ...env }, maxBuffer: 256 * 2 ** 20 };
  return new Promise((resolve, reject) => {
    execFile(command, args, options, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const code = typeof error.code === 'number' ? error.code : undefined;
      const message = error.code === 'ENOENT' ? 'is not installed' : stderr;
      reject(new ProcessError(command, args, { code, stdout, stderr: message }));
    }).stdin?.end();
  });
}
