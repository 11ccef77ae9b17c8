import { describe, expect, it } from '@jest/globals';
import { versionEdits } from '../../../pipeline/version/version-files.ts';
import { acme, shop } from '../../support/acme.ts';

const { application } = acme();
const edit = (path: string, text: string) => versionEdits(application, '1.1.0-rc.1').get(path)?.(text);
const chart = (text: string) => edit('charts/storefront/Chart.yaml', text);

describe('a new version in Chart.yaml', () => {
  it.each([
    ['plain', 'version: 1.0.76\nappVersion: 1.0.76\n'],
    ['in quotes, with comments', 'appVersion: "1.0.76"   # app\n\nversion: \'1.0.76\' # chart\nname: x\n'],
    [
      'with another key of that name inside',
      'version: 1.0.76\nannotations:\n  version: 1.0.7\nappVersion: 1.0.76',
    ],
    ['in a flow mapping, with Windows line ends', '{ version: 1.0.76,\r\n  appVersion: 1.0.76 }\r\n'],
    ['after an anchor and a tag', 'version: &v 1.0.76\nappVersion: !!str 1.0.76\n'],
  ])('stands where the old one stood: %s', (_, text) => {
    expect(chart(text)).toBe(text.replaceAll(/1\.0\.76/g, '1.1.0-rc.1'));
  });

  it('replaces also what was no version', () => {
    expect(chart('version: 1.10\nappVersion: ""\n')).toBe('version: 1.1.0-rc.1\nappVersion: "1.1.0-rc.1"\n');
  });

  it.each([
    ['version: 1.0.76\n', 'has no appVersion'],
    ['', 'has no version'],
    ['version: &v 1.0.76\nappVersion: *v\n', 'has no appVersion'],
    ['version: 1.0.76\nappVersion: |\n  1.0.76\n', 'appVersion is not a text in one line'],
    ['version: [', expect.stringMatching(/line 1/)],
  ])('is refused in %j', (text, what) => {
    expect(chart(text)).toEqual({ what });
  });
});

describe('a new version in VERSION', () => {
  it.each(['\n', '', '\r\n'])('keeps the line end %j', (end) => {
    expect(edit('VERSION', `1.0.76${end}`)).toBe(`1.1.0-rc.1${end}`);
  });

  it.each(['1.0', 'v1.0.76', ' 1.0.76', '1.0.76\n\n', '1.0.76\n1.0.77', '1.0.76+build', '01.0.76', ''])(
    'is refused in place of %j',
    (text) => {
      expect(edit('VERSION', text)).toMatchObject({ what: expect.stringMatching(/ is not a version$/) });
    },
  );
});

it('is written to the chart that the application names', () => {
  const other = { ...application, chart: { ...shop.chart, path: './charts//other/' } };
  expect([...versionEdits(other, '1.1.0').keys()]).toEqual(['VERSION', 'charts/other/Chart.yaml']);
});
