import { userError } from '../../model/errors.ts';
import { ProcessError, runProcess } from './run-process.ts';

/**
 * Runs Helm from the PATH, without access to a cluster.
 *
 * @returns its stdout
 * @throws ProcessError with Helm's message if it fails; UserError if it is not installed
 */
export async function helm(...args: readonly string[]): Promise<string> {
  try {
    return await runProcess('helm', args, { env: { KUBECONFIG: '/dev/null' } });
  } catch (error) {
    if (!(error instanceof ProcessError) || error.code !== undefined) throw error;
    throw userError('helm is not installed', { hint: 'install Helm 3: https://helm.sh/docs/intro/install' });
  }
}
