import { describe, expect, it } from '@jest/globals';
import { unwrap } from '../../model/checked.ts';
import { findEnvironment } from '../../model/pipeline.ts';
import { withHotfix, withPin } from '../../stack/edit-stack-file.ts';
import { parseStackConfig } from '../../stack/stack-config.ts';
import { readStackFile } from '../../stack/stack-file.ts';
import { acme } from '../support/acme.ts';
import { folderWith } from '../support/folder.ts';

const hotfix = { version: '1.1.0', reason: 'the login is broken', actor: 'ada' };
const both = acme();

const edit = (stackFile: string, of = hotfix) => withHotfix(stackFile, 'shop', of);

/** The project's own keys that both Pulumi and cdk8s read from a stack's file. */
function read(stackFile = '') {
  const folder = folderWith({ 'Pulumi.yaml': 'name: shop\n', 'Pulumi.live.yaml': stackFile });
  return unwrap(readStackFile(folder, 'live').rawConfig);
}

describe('withPin', () => {
  const file = (line: string) =>
    `# Of demo.\nconfig:\n  # What runs.\n  ${line}\n\n  shop:other:   'kept'   # as it is\n`;
  const pinned = (line: string) => {
    const folder = folderWith({ 'Pulumi.yaml': 'name: shop\n', 'Pulumi.demo.yaml': file(line) });
    return withPin(readStackFile(folder, 'demo'), { kind: 'exact', version: '1.0.77' });
  };

  it.each([
    ['shop:version: 1.0.76', 'shop:version: 1.0.77'],
    ['shop:version:   "1.0.76"  # by ada', 'shop:version:   1.0.77  # by ada'],
    ["'shop:version': '1.0.76@sha256:ab'", "'shop:version': 1.0.77"],
  ])('changes only the value of the pin in %s', (before, after) => {
    expect(pinned(before)).toEqual({ value: file(after) });
  });

  it('reports a file without a pin, with the command that sets one', () => {
    expect(pinned('shop:versions: 1').faults).toEqual([
      {
        where: 'Pulumi.demo.yaml: shop:version',
        what: 'is not set',
        hint: 'pulumi config set version <version> --stack demo',
      },
    ]);
  });
});

describe('withHotfix', () => {
  it('keeps comments, order and every other key', () => {
    const before = [
      'encryptionsalt: v1:abc=:v1:def:ghi==',
      '',
      'config:',
      '  # What runs.',
      '  shop:version: "1.0.76" # since May',
      '  shop:paymentKey:',
      `    secure: v1:${'x'.repeat(200)}`,
      '  kubernetes:context: live',
      '',
    ];
    const waiver = [
      '  shop:hotfix:',
      '    version: "1.1.0"',
      '    reason: "the login is broken"',
      '    actor: "ada"',
    ];
    expect(edit(before.join('\n')).value).toBe([...before.slice(0, -1), ...waiver, ''].join('\n'));
  });

  it('replaces an older hotfix', () => {
    const once = unwrap(edit('config:\n  shop:version: 1.0.76\n'));
    const twice = edit(once, { ...hotfix, version: '1.2.0' });
    expect(twice).toEqual({ value: once.replace('1.1.0', '1.2.0') });
  });

  it.each(['', 'config:\n', 'config: {}\n', 'encryptionsalt: v1:x\n'])('adds the key to %j', (text) => {
    expect(read(edit(text).value)).toEqual({ hotfix: JSON.stringify(hotfix) });
  });

  it.each([
    'yes',
    '1.10',
    '2026-01-31',
    '~',
    '"',
    "it's",
    'a: b # c',
    '\u0024{{ x }}',
    '- x',
    '& *',
    'ü'.repeat(300),
  ])('writes the reason %s so that it is read back as the same text', (reason) => {
    const raw = read(edit('config:\n  shop:version: 1.1.0\n', { ...hotfix, reason }).value);
    expect(parseStackConfig(findEnvironment(both, 'live'), raw)).toMatchObject({
      value: { hotfix: { ...hotfix, reason } },
    });
  });

  it.each([
    ['config: [', /line 1/],
    ['config: [a]', 'has no mapping of config keys'],
    ['config', 'has no mapping of config keys'],
  ])('refuses to edit %j', (text, what) => {
    expect(edit(text).faults).toMatchObject([{ what: expect.stringMatching(what) }]);
  });
});
