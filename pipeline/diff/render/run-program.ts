import { type ExecFileException, execFile } from 'node:child_process';
import type { Program } from './program.ts';

/** What a program that renders said when it did not; without the names of temporary folders. */
export class RenderFailure extends Error {}

export interface ProgramRun {
  /** A folder of its own: it is cwd, home and where temporary files go. */
  readonly folder: string;
  /** Folders, as in PATH. */
  readonly path: string;
  /** Milliseconds. */
  readonly timeout: number;
}

const outputLimit = 64 * 2 ** 20;

function failureReason(error: ExecFileException, stderr: string, { folder, timeout }: ProgramRun): string {
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return `prints more than ${outputLimit} bytes`;
  if (error.killed === true) return `took longer than ${timeout / 1000} s`;
  return stderr.replaceAll(`${folder}/`, '').trim() || error.message;
}

/**
 * Runs Helm or kustomize with nothing of this machine's: no login, no plugins, no settings, and no cluster.
 *
 * @returns what it printed to stdout
 * @throws RenderFailure when it fails, takes too long, or prints more than 64 MiB
 */
export function runProgram(program: Program, args: readonly string[], run: ProgramRun): Promise<string> {
  const { folder, path, timeout } = run;
  const env = {
    PATH: path,
    HOME: folder,
    TMPDIR: folder,
    LC_ALL: 'C.UTF-8',
    // Without it, Helm would read the kubeconfig of the user.
    KUBECONFIG: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
  };
  const options = { cwd: folder, env, timeout, killSignal: 'SIGKILL', maxBuffer: outputLimit } as const;
  return new Promise((resolve, reject) => {
    execFile(program.path, args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new RenderFailure(failureReason(error, stderr, run)));
    }).stdin?.end();
  });
}
