import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { RemoteError } from '../../model/errors.ts';
import { stackFileName } from '../../stack/stack-file.ts';
import { findPulumiCommand } from '../process/pulumi.ts';

/**
 * Runs `pulumi up` for a stack. Its output goes to stderr.
 *
 * @param folder of Pulumi.yaml
 * @throws RemoteError if it fails
 */
export async function runUp(folder: string, stack: string): Promise<void> {
  const args = ['up', '--yes', '--non-interactive', '--stack', stack];
  const child = spawn(findPulumiCommand(), args, { cwd: folder, stdio: ['ignore', 2, 2] });
  const [code] = await once(child, 'exit').catch(() => [undefined]);
  if (code === 0) return;
  throw new RemoteError(
    `pulumi up --stack ${stack} failed, see its output above; ${stackFileName(stack)} keeps the new pin\n` +
      `    run it again, or go back: pipeline rollback ${stack} --reason "…"`,
  );
}
