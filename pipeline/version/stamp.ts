import { invalid, unwrap } from '../../model/checked.ts';
import { parseVersionFile, versionFile } from '../chart/version-files.ts';
import type { Checkout } from '../git/checkout.ts';
import { readText } from '../git/file-edits.ts';
import type { Outcome } from '../outcome.ts';

/**
 * The version and the commit of a checkout in the form of a Bazel workspace status: one `<key> <value>` per line, for
 * `--workspace_status_command`.
 *
 * @throws UserError if VERSION does not hold a version
 */
export async function stamp(checkout: Checkout): Promise<Outcome> {
  const text = await readText(checkout, versionFile);
  const version = unwrap(
    text === undefined
      ? invalid({ where: versionFile, what: 'there is no such file' })
      : parseVersionFile(text),
  );
  const commit = await checkout.git('rev-parse', '--verify', 'HEAD');
  return {
    text: `STABLE_VERSION ${version}\nSTABLE_COMMIT_SHA ${commit}`,
    data: { version, commit },
  };
}
