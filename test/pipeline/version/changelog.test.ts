import { describe, expect, it } from '@jest/globals';
import { findChangelogEntry } from '../../../pipeline/version/changelog.ts';

const find = (changelog: string) => findChangelogEntry(changelog, '1.1.0');

describe('findChangelogEntry', () => {
  it.each([
    '## [1.1.0]',
    '## 1.1.0',
    '## [1.1.0] - 2026-01-31',
    '## 1.1.0 (2026-01-31)',
    '## [1.1.0](https://shop.example/1.1.0)',
  ])('finds the entry under the heading %s', (heading) => {
    const text = `# Changelog\n\n## [Unreleased]\n\n${heading}\n\n### Added\n\n- More.\n\n## [1.0.76]\n\n- All.\n`;
    expect(find(text)).toBe('### Added\n\n- More.');
  });

  it('finds the last entry, and accepts Windows line ends', () => {
    expect(find('## 1.1.0\r\n\r\n- More.\r\n- And more.')).toBe('- More.\n- And more.');
  });

  it.each([
    ['an empty changelog', ''],
    [
      'entries of other versions only',
      '## [1.1.0-rc.1]\n\n- More.\n\n## [11.1.0]\n\n- More.\n\n## 1.1.01\n\n- More.\n',
    ],
    ['a heading of another level only', '# 1.1.0\n\n- More.\n\n### 1.1.0\n\n- More.\n'],
    ['an empty entry', '## [1.1.0]\n\n## [1.0.76]\n\n- All.\n'],
    ['an entry with headings only', '## [1.1.0]\n\n### Added\n\n### Fixed\n'],
    [
      'an entry with a comment and a link only',
      '## [1.1.0]\n\n<!-- to be\nwritten -->\n\n[1.1.0]: https://shop.example\n',
    ],
  ])('finds nothing in %s', (_, text) => {
    expect(find(text)).toBeUndefined();
  });
});
