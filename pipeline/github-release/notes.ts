import { releaseTag } from '../../model/release-source.ts';
import type { Commit } from '../git/commits.ts';
import { escapeMarkdown } from '../github/markdown.ts';
import { type Changes, groupCommits } from './changes.ts';
import type { ReleaseFacts } from './release-facts.ts';

/** What the notes of a release are rendered from. */
export interface NotesSource {
  readonly facts: ReleaseFacts;
  readonly changes: Changes;
  /** Why it skipped staging, and who decided that. */
  readonly hotfix: { readonly reason: string; readonly actor: string } | undefined;
  /** URL of the repository's web page: `https://github.com/acme/shop`. */
  readonly repositoryUrl: string;
}

/** The lines that fit into `most` characters, followed by `more` if some do not. */
function truncateLines(lines: readonly string[], most: number, more: string): readonly string[] {
  const joinedLength = (some: readonly string[]) => some.join('\n').length;
  if (joinedLength(lines) <= most) return lines;
  let left = most - more.length;
  const end = lines.findIndex((line) => {
    left -= line.length + 1;
    return left < 0;
  });
  return [...lines.slice(0, end), more];
}

function describeCommit({ hash, scope, description, breaking }: Commit, url: string): string {
  const [suffix = '', pull] = /\(#(\d{1,12})\)$/.exec(description) ?? [];
  const text = description.slice(0, description.length - suffix.length);
  const links = [
    `[\`${hash.slice(0, 7)}\`](${url}/commit/${hash})`,
    ...(pull === undefined ? [] : [`[#&#8203;${pull}](${url}/pull/${pull})`]),
  ];
  const subject = `${scope ? `**${escapeMarkdown(scope)}:** ` : ''}${escapeMarkdown(text)}`;
  const note =
    breaking === undefined || breaking === description ? '' : `: ${escapeMarkdown(breaking, 1000)}`;
  return `- ${subject}${note} (${links.join(', ')})`;
}

function describeChanges({ facts, changes, repositoryUrl }: NotesSource, most: number): readonly string[] {
  const { previous, commits } = changes;
  const end = facts.channel === 'release' ? releaseTag(facts) : facts.commit;
  const all =
    previous === undefined
      ? `[All commits](${repositoryUrl}/commits/${facts.commit})`
      : `[All changes since ${previous}](${repositoryUrl}/compare/${previous}...${end})`;
  const groups = groupCommits(commits).flatMap((group) => [
    `### ${group.title}`,
    '',
    ...group.commits.map((commit) => describeCommit(commit, repositoryUrl)),
    '',
  ]);
  const nothing = ['No changes.', ''];
  const shown = truncateLines(groups.length > 0 ? groups : nothing, most, '\n_More do not fit here._\n');
  return [...shown, all];
}

function describeArtifacts({ facts: { chart, images } }: NotesSource, most: number): readonly string[] {
  const code = (text: string) => `\`${text}\``;
  const rows = images.map(
    ({ name, reference, tags, digest }) =>
      `| ${name} | ${code(reference)} | ${tags.map(code).join(', ')} | ${code(digest)} |`,
  );
  return [
    '## Artifacts',
    '',
    `Chart ${code(`oci://${chart.reference}`)} with the digest ${code(chart.digest)}`,
    '',
    '| Image | Reference | Tags | Digest |',
    '| --- | --- | --- | --- |',
    ...truncateLines(rows, most, '| _More do not fit here._ | | | |'),
  ];
}

/**
 * Renders the notes of a release in GitHub Flavored Markdown: the hotfix if it is one, the changes by kind, the chart and
 * the images. Text from commits is escaped.
 *
 * @param most maximal number of characters, at least 20,000; lines that do not fit are left out
 */
export function renderNotes(source: NotesSource, most: number): string {
  const { hotfix } = source;
  const warning =
    hotfix === undefined
      ? []
      : [
          '> [!WARNING]',
          `> **Hotfix**: this release skipped staging. ${escapeMarkdown(hotfix.reason, 1000)} (${escapeMarkdown(hotfix.actor)})`,
          '',
        ];
  const artifacts = describeArtifacts(source, most / 2);
  const rest = most - [...warning, ...artifacts].join('\n').length - 1000;
  return [...warning, ...describeChanges(source, rest), '', ...artifacts, ''].join('\n');
}
