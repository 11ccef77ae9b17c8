import { describe, expect, it } from '@jest/globals';
import { findEnvironment } from '../../model/pipeline.ts';
import { waiverEdits } from '../../stack/hotfix-edit.ts';
import { parseStackConfig } from '../../stack/stack-config.ts';
import { readStackFile } from '../../stack/stack-file.ts';
import { acme, integration, live } from '../support/acme.ts';
import { folderWith } from '../support/folder.ts';

const hotfix = { version: '1.1.0', reason: 'the login is broken', actor: 'ada' };
const both = acme();

function waive(stackFile: string, of = hotfix) {
  const root = folderWith({ 'Pulumi.yaml': 'name: shop\n' });
  const edited = waiverEdits(root, both, of).get('Pulumi.live.yaml')?.(stackFile);
  return edited?.value ?? edited?.faults?.[0];
}

/** What both Pulumi and cdk8s synth read of a stack's file. */
function read(stackFile: string | object | undefined) {
  const folder = folderWith({ 'Pulumi.yaml': 'name: shop\n', 'Pulumi.live.yaml': String(stackFile) });
  return readStackFile(folder, 'live');
}

describe('a waiver', () => {
  it('stands in the stack of every environment that others prove releases for', () => {
    const pipeline = acme(
      integration(),
      live(),
      live({ name: 'eu', application: 'eu', namespace: 'eu', url: 'https://eu.acme.example' }),
    );
    const root = folderWith({ 'Pulumi.yaml': 'name: shop\n' });
    expect([...waiverEdits(root, pipeline, hotfix).keys()]).toEqual(['Pulumi.live.yaml', 'Pulumi.eu.yaml']);
  });

  it('leaves comments, order and the rest as they are', () => {
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
    expect(waive(before.join('\n'))).toBe([...before.slice(0, -1), ...waiver, ''].join('\n'));
  });

  it('takes the place of an older one', () => {
    const once = waive('config:\n  shop:version: 1.0.76\n');
    const twice = waive(String(once), { ...hotfix, version: '1.2.0' });
    expect(twice).toBe(String(once).replace('1.1.0', '1.2.0'));
  });

  it.each(['', 'config:\n', 'config: {}\n', 'encryptionsalt: v1:x\n'])('finds its place in %j', (text) => {
    expect(read(waive(text))).toEqual({ hotfix: JSON.stringify(hotfix) });
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
  ])('fault 15, fault 16: has the reason %s as the text it is', (reason) => {
    const raw = read(waive('config:\n  shop:version: 1.1.0\n', { ...hotfix, reason }));
    expect(parseStackConfig(findEnvironment(both, 'live'), raw)).toMatchObject({
      hotfix: { ...hotfix, reason },
    });
  });

  it.each([
    ['config: [', /line 1/],
    ['config: [a]', 'has no mapping of config keys'],
    ['config', 'has no mapping of config keys'],
  ])('is not written to %j', (text, what) => {
    expect(waive(text)).toMatchObject({ what: expect.stringMatching(what) });
  });
});
