import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { swapStackFile, withPin } from '../../stack/pin-edit.ts';
import { faultsOf } from '../support/faults.ts';
import { folderWith } from '../support/folder.ts';

const file = (line: string) =>
  `# Of demo.\nconfig:\n  # What runs.\n  ${line}\n\n  shop:other:   'kept'   # as it is\n`;

describe('a new pin', () => {
  it.each([
    ['shop:version: 1.0.76', 'shop:version: 1.0.77'],
    ['shop:version:   "1.0.76"  # by ada', 'shop:version:   1.0.77  # by ada'],
    ["'shop:version': '1.0.76@sha256:ab'", "'shop:version': 1.0.77"],
  ])('changes the value alone: %s', (before, after) => {
    expect(withPin(file(before), 'demo', 'shop', '1.0.77')).toBe(file(after));
  });

  it('is not put where there is none', () => {
    expect(faultsOf(() => withPin(file('shop:versions: 1'), 'demo', 'shop', '1.0.77'))).toEqual([
      {
        where: 'Pulumi.demo.yaml: shop:version',
        what: 'is not set',
        hint: 'pulumi config set version <version> --stack demo',
      },
    ]);
  });
});

describe('fault 5: the file of a stack', () => {
  const before = file('shop:version: 1.0.76');
  const stacks = () => folderWith({ 'Pulumi.demo.yaml': before });
  const read = (folder: string) => readFileSync(join(folder, 'Pulumi.demo.yaml'), 'utf8');

  it('is replaced while it is what was judged', async () => {
    const folder = stacks();
    await swapStackFile(folder, 'demo', before, 'after');
    expect(read(folder)).toBe('after');
    expect(existsSync(join(folder, 'Pulumi.demo.yaml.next'))).toBe(false);
  });

  it('is left alone once somebody else changed it', async () => {
    const folder = stacks();
    writeFileSync(join(folder, 'Pulumi.demo.yaml'), 'theirs');
    await expect(swapStackFile(folder, 'demo', before, 'after')).rejects.toThrow('was changed meanwhile');
    expect(read(folder)).toBe('theirs');
    expect(existsSync(join(folder, 'Pulumi.demo.yaml.next'))).toBe(false);
  });

  it('takes one of many who write it at once', async () => {
    const folder = stacks();
    const names = Array.from({ length: 20 }, (_, i) => `promotion ${i}`);
    const swaps = await Promise.allSettled(names.map((name) => swapStackFile(folder, 'demo', before, name)));
    const done = names.filter((_, i) => swaps[i]?.status === 'fulfilled');
    expect(done).toHaveLength(1);
    expect(read(folder)).toBe(done[0]);
  });

  it('is not written beside a promotion that died, which is named', async () => {
    const folder = stacks();
    writeFileSync(join(folder, 'Pulumi.demo.yaml.next'), 'half');
    await expect(swapStackFile(folder, 'demo', before, 'after')).rejects.toThrow(
      'Pulumi.demo.yaml.next: is there: another promotion writes it',
    );
    expect(read(folder)).toBe(before);
  });
});
