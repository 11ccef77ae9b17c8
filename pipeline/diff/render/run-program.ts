import { type ExecFileException, execFile } from 'node:child_process';
import type { Program } from './program.ts';

/** Helm or kustomize failed. The message is theirs, without the paths of temporary folders. */
export class RenderFailure extends Error {}

export interface ProgramRun {
  /** An own folder for this run: its working directory, home and temporary folder. */
  readonly folder: string;
  /** Folders, as in PATH. */
  readonly path: string;
  /** Milliseconds. */
  readonly timeout: number;
}

const outputLimit = 64 * 2 ** 20;

function failureReason(error: ExecFileException, stderr: string, { folder, timeout }: ProgramRun): string {
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return `printed more than ${outputLimit} bytes`;
  if (error.killed === true) return `took longer than ${timeout / 1000} s`;
  return stderr.replaceAll(`${folder}/`, '').trim() || error.message;
}

/**
 * Runs Helm or kustomize without anything of the user: no login, plugins, settings or cluster.
 *
 * @returns its stdout
 * @throws RenderFailure if it fails, takes too long, or prints more than 64 MiB
 */
export function runProgram(program: Program, args: readonly string[], run: ProgramRun): Promise<string> {
  const { folder, path, timeout } = run;
  const env = {
    PATH: path,
    HOME: folder,
    TMPDIR: folder,
    LC_ALL: 'C.UTF-8',
    // Otherwise Helm would read the kubeconfig of the user.
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
