import semver from 'semver';
import { type Checked, invalid, valid } from './checked.ts';
import { type Digest, isDigest } from './digest.ts';

/** One version (semver, without `v`), optionally with the digest of its chart. */
export interface ExactPin {
  readonly kind: 'exact';
  readonly version: string;
  readonly digest?: Digest;
}

/** The newest version in a range. */
export interface RangePin {
  readonly kind: 'range';
  readonly range: string;
}

/** The version or range that a stack deploys. */
export type Pin = ExactPin | RangePin;

const exactForm = 'write one version, for instance 1.0.76 or 1.0.76@sha256:<64 hexadecimal digits>';
const rangeForm = 'write a range, for instance "*", "~1.0" or "1.x", or one version, for instance 1.0.76';

function parseExact(text: string, allowPrerelease: boolean): Checked<ExactPin> {
  const [version = '', digest, ...rest] = text.split('@');
  const parsed = semver.parse(version);
  if (parsed === null) return invalid({ what: 'is not a version' });
  if (!/^\d\S*$/.test(version)) return invalid({ what: 'is not a plain version (no v, no spaces)' });
  if (parsed.build.length > 0)
    return invalid({ what: 'has build metadata, which a tag in a registry cannot have' });
  if (parsed.prerelease.length > 0 && !allowPrerelease) return invalid({ what: 'is a prerelease' });
  if (digest === undefined) return valid({ kind: 'exact', version });
  if (rest.length > 0 || !isDigest(digest) || !digest.startsWith('sha256:'))
    return invalid({ what: 'has a malformed digest' });
  return valid({ kind: 'exact', version, digest });
}

/**
 * Neither a version in another form (v1.0.76) nor a partial version is a range: YAML reads an unquoted 1.10 as the
 * number 1.1, so the original text would be lost.
 */
function isRange(text: string): boolean {
  const range = semver.validRange(text);
  const isPlain = /^\S(.*\S)?$/.test(text);
  return range !== null && isPlain && semver.valid(range) === null && !/^[v=]*\d+(\.\d+)?$/.test(text);
}

/**
 * Parses the pin in a stack's config.
 *
 * @param text `<version>` or `<version>@sha256:…` (semver 2.0.0, no `v`), or a range if `follows`
 * @param follows whether the environment follows a range
 * @returns the pin, or a fault with the right form as its hint
 */
export function parsePin(text: string, follows: boolean): Checked<Pin> {
  const exact = parseExact(text, follows);
  if (exact.value !== undefined) return exact;
  if (follows && isRange(text)) return valid({ kind: 'range', range: text });
  const shown = JSON.stringify(text);
  if (follows) return invalid({ what: `${shown} is neither a range nor a version`, hint: rangeForm });
  const reason = isRange(text)
    ? 'is a range, and this environment does not follow one'
    : exact.faults[0]?.what;
  return invalid({ what: `${shown} ${reason}`, hint: exactForm });
}

/** Formats a pin for a stack's config. */
export function formatPin(pin: Pin): string {
  if (pin.kind === 'range') return pin.range;
  return pin.digest === undefined ? pin.version : `${pin.version}@${pin.digest}`;
}

/**
 * A range without some versions, in the syntax of Argo CD (Masterminds/semver): each alternative excludes each of them,
 * and newer versions are still followed.
 */
export function withoutVersions(pin: RangePin, versions: readonly string[]): RangePin {
  if (versions.length === 0) return pin;
  const alternatives = pin.range
    .split('||')
    .map((alternative) => [alternative.trim(), ...versions.map((version) => `!=${version}`)].join(', '));
  return { ...pin, range: alternatives.join(' || ') };
}
