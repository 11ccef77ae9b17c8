import { UserError } from '../environments/user-error.ts';
import { ProcessError, runProcess } from './process.ts';

/** Asks git in a folder; returns what it prints, without the last line break. */
export type Git = (...args: readonly string[]) => Promise<string>;

/** A remote that sends nothing for a minute is given up, or whatever the user's own variables say. */
const patience = { GIT_HTTP_LOW_SPEED_LIMIT: '1', GIT_HTTP_LOW_SPEED_TIME: '60' };

/** Git in this folder. What it refuses is thrown as a UserError with its own words. */
export const createGit =
  (folder: string): Git =>
  async (...args) => {
    try {
      const env = { ...patience, ...process.env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' };
      return (await runProcess('git', args, { cwd: folder, env })).replace(/\n$/, '');
    } catch (error) {
      if (!(error instanceof ProcessError)) throw error;
      throw new UserError([{ where: `git ${args[0]}`, what: error.stderr.trim() || error.message }]);
    }
  };
