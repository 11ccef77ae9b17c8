/**
 * What a changelog says of a version, in the form of Keep a Changelog 1.1.0: the lines under `## [X.Y.Z]` or `## X.Y.Z`
 * up to the next heading of that level or higher.
 *
 * @returns undefined where there is no entry, or nothing in it but headings, comments and link definitions
 */
export function findChangelogEntry(changelog: string, version: string): string | undefined {
  const lines = changelog.split(/\r?\n/);
  const isHeading = (line: string) => /^##?\s/.test(line);
  const start = lines.findIndex((line) => isHeading(line) && titleOf(line) === version);
  if (start === -1) return undefined;
  const length = lines.slice(start + 1).findIndex(isHeading);
  const entry = lines.slice(start + 1, length === -1 ? undefined : start + 1 + length).join('\n');
  const said = entry.replace(/<!--.*?-->/gs, '').replace(/^(#+\s.*|\[[^\]]*\]:.*)$/gm, '');
  return said.trim() === '' ? undefined : entry.trim();
}

/** The version in a heading, which may go on with a date or a link. */
const titleOf = (heading: string): string | undefined => /^##\s+\[?([^\s\]]+)/.exec(heading)?.[1];
