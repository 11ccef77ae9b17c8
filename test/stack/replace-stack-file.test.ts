import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { replaceStackFile } from '../../stack/replace-stack-file.ts';
import { folderWith } from '../support/folder.ts';

describe('replaceStackFile', () => {
  const before = 'config:\n  shop:version: 1.0.76\n';
  const fileIn = (folder: string) => ({ folder, name: 'Pulumi.demo.yaml', text: before });
  const stacks = () => folderWith({ 'Pulumi.demo.yaml': before });
  const read = (folder: string) => readFileSync(join(folder, 'Pulumi.demo.yaml'), 'utf8');

  it('replaces a file that has not changed since it was read', async () => {
    const folder = stacks();
    await replaceStackFile(fileIn(folder), 'after');
    expect(read(folder)).toBe('after');
    expect(existsSync(join(folder, 'Pulumi.demo.yaml.next'))).toBe(false);
  });

  it('refuses to replace a file that somebody else changed in the meantime', async () => {
    const folder = stacks();
    writeFileSync(join(folder, 'Pulumi.demo.yaml'), 'theirs');
    await expect(replaceStackFile(fileIn(folder), 'after')).rejects.toThrow(
      'was changed by somebody else in the meantime',
    );
    expect(read(folder)).toBe('theirs');
    expect(existsSync(join(folder, 'Pulumi.demo.yaml.next'))).toBe(false);
  });

  it('lets exactly one of many writers at the same time succeed', async () => {
    const folder = stacks();
    const names = Array.from({ length: 20 }, (_, i) => `promotion ${i}`);
    const swaps = await Promise.allSettled(names.map((name) => replaceStackFile(fileIn(folder), name)));
    const done = names.filter((_, i) => swaps[i]?.status === 'fulfilled');
    expect(done).toHaveLength(1);
    expect(read(folder)).toBe(done[0]);
  });

  it('names the file that an interrupted promotion left behind, and writes nothing', async () => {
    const folder = stacks();
    writeFileSync(join(folder, 'Pulumi.demo.yaml.next'), 'half');
    await expect(replaceStackFile(fileIn(folder), 'after')).rejects.toThrow(
      'Pulumi.demo.yaml.next: another promotion is writing it',
    );
    expect(read(folder)).toBe(before);
  });
});
