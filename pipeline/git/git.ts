import { userError } from '../../model/errors.ts';
import { ProcessError, runProcess } from '../process/run-process.ts';

/** Runs git in a folder; returns its output without the line break at the end. */
export type Git = (...args: readonly string[]) => Promise<string>;

/** Gives up a remote that sends nothing for a minute; git's own environment variables take precedence. */
const lowSpeedLimit = ['-c', 'http.lowSpeedLimit=1', '-c', 'http.lowSpeedTime=60'];

/** Git in this folder. If it fails, it throws a UserError with git's message. */
export const createGit =
  (folder: string): Git =>
  async (...args) => {
    try {
      const env = { LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' };
      return (await runProcess('git', [...lowSpeedLimit, ...args], { cwd: folder, env })).replace(/\n$/, '');
    } catch (error) {
      if (!(error instanceof ProcessError)) throw error;
      throw userError(error.stderr.trim() || error.message, { where: `git ${args[0]}` });
    }
  };
