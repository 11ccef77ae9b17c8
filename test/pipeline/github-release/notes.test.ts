import { describe, expect, it } from '@jest/globals';
import type { Commit } from '../../../pipeline/git/commits.ts';
import { renderNotes } from '../../../pipeline/github-release/notes.ts';
import { commit, notesOf, releaseFacts, stagedFacts } from './sample.ts';

const most = 125_000;

const commitOf = (fields: Partial<Commit>): Commit => ({
  hash: 'f'.repeat(40),
  message: '',
  type: undefined,
  scope: undefined,
  description: 'text',
  breaking: undefined,
  ...fields,
});

const changes = (...commits: Partial<Commit>[]) => ({
  changes: { previous: 'v1.0.76', commits: commits.map(commitOf) },
});

const url = 'https://github.com/acme/shop';
const link = `[\`fffffff\`](${url}/commit/${'f'.repeat(40)})`;

describe('renderNotes', () => {
  it('lists the changes, the chart and the images', () => {
    const [web, worker] = releaseFacts.images.map(({ digest }) => digest);
    expect(renderNotes(notesOf(releaseFacts, changes({ type: 'feat', description: 'add x' })), most)).toBe(
      [
        '### Features',
        '',
        `- add x (${link})`,
        '',
        `[All changes since v1.0.76](${url}/compare/v1.0.76...v1.1.0)`,
        '',
        '## Artifacts',
        '',
        `Chart \`oci://registry.example/charts/storefront:1.1.0\` with the digest \`${releaseFacts.chart.digest}\``,
        '',
        '| Image | Reference | Tags | Digest |',
        '| --- | --- | --- | --- |',
        `| web | \`registry.example/shop/web:v1.1.0\` | \`1.1.0\`, \`v1.1.0\` | \`${web}\` |`,
        `| worker | \`registry.example/shop/worker:v1.1.0\` | \`1.1.0\`, \`v1.1.0\` | \`${worker}\` |`,
        '',
      ].join('\n'),
    );
  });

  it.each<[string, Partial<Commit>, string]>([
    ['a scope', { scope: 'api', description: 'x' }, `- **api:** x (${link})`],
    [
      'a pull request',
      { description: 'fixes: x (#12)' },
      `- fixes: x (${link}, [#&#8203;12](${url}/pull/12))`,
    ],
    ['a breaking change with a note', { description: 'x', breaking: 'use y' }, `- x: use y (${link})`],
    ['a breaking change by its subject', { description: 'x', breaking: 'x' }, `- x (${link})`],
  ])('shows a commit with %s', (_, fields, line) => {
    expect(renderNotes(notesOf(releaseFacts, changes(fields)), most)).toContain(`\n${line}\n`);
  });

  it('says that nothing changed, and links to all commits for the first release', () => {
    const first = { changes: { previous: undefined, commits: [] } };
    expect(renderNotes(notesOf(releaseFacts), most)).toContain('No changes.');
    expect(renderNotes(notesOf(releaseFacts, first), most)).toContain(
      `[All commits](${url}/commits/${commit})`,
    );
  });

  it('compares a staged release with its commit, because its tag does not exist yet', () => {
    expect(renderNotes(notesOf(stagedFacts), most)).toContain(`${url}/compare/v1.0.76...${commit})`);
  });

  it('starts with the reason and the actor of a hotfix', () => {
    const hotfix = { reason: 'the shop is down,\n@all', actor: 'Ada <ada>' };
    const [note, text] = renderNotes(notesOf(releaseFacts, { hotfix }), most).split('\n');
    expect(note).toBe('> [!WARNING]');
    expect(text).toBe(
      '> **Hotfix**: this release skipped staging. the shop is down, \\@&#8203;all (Ada &lt;ada&gt;)',
    );
  });

  it('escapes markup in commit messages', () => {
    const evil = [
      '| a |\n</table> <script>',
      '@all closes #1 (#2)',
      '`'.repeat(9),
      '<!-- ',
      '# x',
      `\${{ x }}`,
    ];
    const written = evil.map((description) => ({ description, scope: '](x) | @a' }));
    const notes = renderNotes(notesOf(releaseFacts, changes(...written)), most);
    expect(notes.split('\n').filter((line) => line.startsWith('- **'))).toHaveLength(evil.length);
    expect(notes.split('\n').filter((line) => line.startsWith('| '))).toHaveLength(4);
    expect(notes).not.toMatch(/<|[^\\]@/);
  });

  it.each([60_000, most])('stays below %d characters with many long texts', (limit) => {
    const long = '@'.repeat(5000);
    const images = Array.from({ length: 2000 }, (_, index) => ({
      name: `image-${index}`,
      reference: `registry.example/shop/image-${index}:v1.1.0`,
      digest: releaseFacts.chart.digest,
      tags: ['1.1.0', 'v1.1.0'],
    }));
    const commits = Array.from({ length: 500 }, () => ({
      description: long,
      scope: long,
      breaking: `${long}!`,
    }));
    const hotfix = { reason: long, actor: long };
    const notes = renderNotes(
      notesOf({ ...releaseFacts, images }, { ...changes(...commits), hotfix }),
      limit,
    );
    expect(notes.length).toBeLessThan(limit);
    expect(notes.length).toBeGreaterThan(limit / 2);
    expect(notes.match(/More do not fit here/g)).toHaveLength(2);
    expect(notes).toContain('[All changes since v1.0.76]');
  });
});
