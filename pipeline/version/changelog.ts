/**
 * Finds the entry of a version in a changelog by Keep a Changelog 1.1.0: the lines between `## [X.Y.Z]` or `## X.Y.Z`
 * and the next heading of the same or a higher level.
 *
 * @returns undefined if there is no entry, or it has only headings, comments and link definitions
 */
export function findChangelogEntry(changelog: string, version: string): string | undefined {
  const lines = changelog.split(/\r?\n/);
  const isHeading = (line: string) => /^##?\s/.test(line);
  const start = lines.findIndex((line) => isHeading(line) && versionInHeading(line) === version);
  if (start === -1) return undefined;
  const length = lines.slice(start + 1).findIndex(isHeading);
  const entry = lines.slice(start + 1, length === -1 ? undefined : start + 1 + length).join('\n');
  const content = entry.replace(/<!--.*?-->/gs, '').replace(/^(#+\s.*|\[[^\]]*\]:.*)$/gm, '');
  return content.trim() === '' ? undefined : entry.trim();
}

/** The version in a heading, before a date or a link. */
const versionInHeading = (heading: string): string | undefined => /^##\s+\[?([^\s\]]+)/.exec(heading)?.[1];
