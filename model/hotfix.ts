import semver from 'semver';
import { z } from 'zod';
import { type Checked, valid } from './checked.ts';
import type { Fault } from './errors.ts';
import { parseJson } from './json.ts';
import type { Pin } from './pin.ts';

/** Waives the tests in staging for one version. */
export interface Hotfix {
  readonly version: string;
  readonly reason: string;
  /** Who decided this. */
  readonly actor: string;
}

const text = z.string('is not set').refine((value) => value.trim() !== '', 'is empty');
const hotfixSchema = z.strictObject({
  version: z
    .string('is not set')
    .refine((version) => semver.parse(version)?.version === version, 'is not one version, such as 1.0.77'),
  reason: text,
  actor: text,
});
const hint = 'it is written by pipeline cut --hotfix: {version, reason, actor}';

/**
 * Reads the key `hotfix` of a stack's config.
 *
 * @param json a JSON object, as Pulumi passes it to a program
 * @returns the hotfix, or all its faults
 */
export function parseHotfix(json: string): Checked<Hotfix> {
  const { data, error } = hotfixSchema.safeParse(parseJson(json));
  if (data !== undefined) return valid(data);
  const faults = error.issues.map((issue): Fault => {
    const where = ['hotfix', ...issue.path].join('.');
    if (issue.code === 'unrecognized_keys') return { where, what: `has no ${issue.keys.join(', ')}`, hint };
    return { where, what: issue.path.length === 0 ? 'is not an object' : issue.message, hint };
  });
  return { faults };
}

/** The notice about a hotfix: whether it applies to the pin of its stack. */
export const hotfixNotice = ({ version, reason, actor }: Hotfix, pin: Pin): string =>
  pin.kind === 'exact' && pin.version === version
    ? `hotfix: ${version} goes without staging: ${reason} (${actor})`
    : `hotfix: is for ${version}, not for the version of this stack, and has no effect`;
