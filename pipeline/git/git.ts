import { userError } from '../../model/errors.ts';
import { ProcessError, runProcess } from '../process/run-process.ts';

/** Asks git in a folder; returns what it prints, without the last line break. */
export type Git = (...args: readonly string[]) => Promise<string>;

/** A remote that sends nothing for a minute is given up; git's own variables for it count more. */
const patience = ['-c', 'http.lowSpeedLimit=1', '-c', 'http.lowSpeedTime=60'];

/** Git in this folder. What it refuses is thrown as a UserError with its own words. */
export const createGit =
  (folder: string): Git =>
  async (...args) => {
    try {
      const env = { LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' };
      return (await runProcess('git', [...patience, ...args], { cwd: folder, env })).replace(/\n$/, '');
    } catch (error) {
      if (!(error instanceof ProcessError)) throw error;
      throw userError(error.stderr.trim() || error.message, { where: `git ${args[0]}` });
    }
  };
