import { UserError } from '../../model/errors.ts';
import type { Checkout } from '../git/checkout.ts';
import { readText } from '../git/file-edits.ts';
import type { Outcome } from '../outcome.ts';
import { parseVersionFile, versionFile } from './version-files.ts';

/**
 * The version and the commit of a checkout, as the status of a Bazel workspace: one `<key> <value>` a line, for
 * `--workspace_status_command`.
 *
 * @throws UserError when VERSION is not one version
 */
export async function stamp(checkout: Checkout): Promise<Outcome> {
  const text = await readText(checkout, versionFile);
  const version =
    text === undefined ? { where: versionFile, what: 'there is no such file' } : parseVersionFile(text);
  if (typeof version !== 'string') throw new UserError([version]);
  const commit = await checkout.git('rev-parse', '--verify', 'HEAD');
  return {
    text: `STABLE_VERSION ${version}\nSTABLE_COMMIT_SHA ${commit}`,
    data: { version, commit },
  };
}
