import { UserError } from '../../model/errors.ts';
import { ProcessError, runProcess } from './run-process.ts';

/**
 * Runs the Helm that is on PATH; no cluster is asked.
 *
 * @returns what it printed
 * @throws ProcessError with Helm's own words when it fails; UserError when it is not installed
 */
export async function helm(...args: readonly string[]): Promise<string> {
  try {
    return await runProcess('helm', args, { env: { KUBECONFIG: '/dev/null' } });
  } catch (error) {
    if (!(error instanceof ProcessError) || error.code !== undefined) throw error;
    throw new UserError([
      { what: 'helm is not installed', hint: 'install Helm 3: https://helm.sh/docs/intro/install' },
    ]);
  }
}
