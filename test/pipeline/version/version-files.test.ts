import { describe, expect, it } from '@jest/globals';
import { valid } from '../../../model/checked.ts';
import { versionEdits } from '../../../pipeline/version/version-edits.ts';
import { acme, shop } from '../../support/acme.ts';

const { application } = acme();
const edit = (path: string, text: string) => versionEdits(application, '1.1.0-rc.1').get(path)?.(text);
const chart = (text: string) => edit('charts/storefront/Chart.yaml', text);

describe('the edit of Chart.yaml', () => {
  it.each([
    ['that are plain', 'version: 1.0.76\nappVersion: 1.0.76\n'],
    ['in quotes, with comments', 'appVersion: "1.0.76"   # app\n\nversion: \'1.0.76\' # chart\nname: x\n'],
    [
      'beside a nested key with the same name',
      'version: 1.0.76\nannotations:\n  version: 1.0.7\nappVersion: 1.0.76',
    ],
    ['in a flow mapping, with Windows line ends', '{ version: 1.0.76,\r\n  appVersion: 1.0.76 }\r\n'],
    ['after an anchor and a tag', 'version: &v 1.0.76\nappVersion: !!str 1.0.76\n'],
  ])('replaces versions %s', (_, text) => {
    expect(chart(text)).toEqual(valid(text.replaceAll(/1\.0\.76/g, '1.1.0-rc.1')));
  });

  it('replaces values that are not versions', () => {
    expect(chart('version: 1.10\nappVersion: ""\n')).toEqual(
      valid('version: 1.1.0-rc.1\nappVersion: "1.1.0-rc.1"\n'),
    );
  });

  it.each([
    ['version: 1.0.76\n', 'has no appVersion'],
    ['', 'has no version', 'has no appVersion'],
    ['version: &v 1.0.76\nappVersion: *v\n', 'has no appVersion'],
    ['version: 1.0.76\nappVersion: |\n  1.0.76\n', 'appVersion is not a text on one line'],
    ['version: [', expect.stringMatching(/line 1/)],
  ])('refuses the file %j', (text, ...faults) => {
    expect(chart(text)).toEqual({ faults: faults.map((what) => ({ what })) });
  });
});

describe('the edit of VERSION', () => {
  it.each(['\n', '', '\r\n'])('keeps the line end %j', (end) => {
    expect(edit('VERSION', `1.0.76${end}`)).toEqual(valid(`1.1.0-rc.1${end}`));
  });

  it.each(['1.0', 'v1.0.76', ' 1.0.76', '1.0.76\n\n', '1.0.76\n1.0.77', '1.0.76+build', '01.0.76', ''])(
    'refuses the file %j',
    (text) => {
      expect(edit('VERSION', text)).toMatchObject({
        faults: [{ what: expect.stringMatching(/ is not a version$/) }],
      });
    },
  );
});

describe('versionEdits', () => {
  it("edits VERSION and the Chart.yaml of the application's chart", () => {
    const other = { ...application, chart: { ...shop.chart, path: './charts//other/' } };
    expect([...versionEdits(other, '1.1.0').keys()]).toEqual(['VERSION', 'charts/other/Chart.yaml']);
  });
});
