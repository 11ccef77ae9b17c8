import { describe, expect, it } from '@jest/globals';
import { array, assert, constantFrom, property } from 'fast-check';
import { escapeMarkdown } from '../../../pipeline/github/markdown.ts';

const pieces = [
  ...'\\`*_{}[]()#+-.!|~$<>&@:/ \n\ta1',
  'https://',
  'GH-1',
  '<!--',
  '&#64;',
  '@team',
  '```',
  '😀',
];

/** The text that a reader sees: entities and escapes resolved, invisible characters removed. */
const shown = (markdown: string) =>
  markdown
    .replaceAll('&#8203;', '')
    .replace(/\\(.)/g, '$1')
    .replace(/&(amp|lt|gt);/g, (_, name) => ({ amp: '&', lt: '<', gt: '>' })[String(name)] ?? '');

describe('escapeMarkdown', () => {
  it.each([
    ['a mention', '@acme/all', '\\@&#8203;acme/all'],
    ['an issue', 'closes #12', 'closes \\#&#8203;12'],
    ['an issue with the prefix GH-', 'fixes gh-12', 'fixes gh&#8203;\\-12'],
    ['a URL', 'see https://a.b', 'see https:&#8203;//a\\.b'],
    ['a link', '[a](b)', '\\[a\\]\\(b\\)'],
    ['an HTML tag', '<img src=x>', '&lt;img src=x&gt;'],
    ['a hidden comment', '<!-- pipeline -->', '&lt;\\!\\-\\- pipeline \\-\\-&gt;'],
    ['an entity', '&commat;', '&amp;commat;'],
    ['a table cell', 'a | b', 'a \\| b'],
    ['a heading on a new line', 'a\n\n# b', 'a \\#&#8203; b'],
    ['an expression', `\${{ secrets.X }} $(id) \`id\``, '\\$\\{\\{ secrets\\.X \\}\\} \\$\\(id\\) \\`id\\`'],
    ['a right-to-left override', 'a\u202eb', 'a b'],
  ])('escapes %s', (_, text, markdown) => {
    expect(escapeMarkdown(text)).toBe(markdown);
  });

  it('shows any text literally and leaves no active markup', () => {
    assert(
      property(array(constantFrom(...pieces), { maxLength: 30 }), (parts) => {
        const markdown = escapeMarkdown(parts.join(''));
        expect(shown(markdown)).toBe(parts.join('').replace(/\s+/g, ' ').trim());
        expect(markdown.replace(/\\./g, 'x')).not.toMatch(/[`*_{}[\]()|~$<>@!]|:\/\//);
      }),
      { numRuns: 1000 },
    );
  });

  it('shortens a long text between whole characters', () => {
    expect(escapeMarkdown('😀'.repeat(400))).toBe(`${'😀'.repeat(299)}…`);
    expect(escapeMarkdown('abc', 2)).toBe('a…');
  });
});
