import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { RefusedError, RemoteError, UserError } from '../../../model/errors.ts';
import { createProgram } from '../../../pipeline/cli.ts';
import { exitCodeOf } from '../../../pipeline/exit-codes.ts';
import { RegistryError } from '../../../pipeline/oci/transport/registry-error.ts';
import { table } from '../../../pipeline/outcome.ts';

const main = fileURLToPath(new URL('../../../pipeline/main.js', import.meta.url));
const pipeline = (...args: readonly string[]) =>
  execa(process.execPath, [main, ...args], { reject: false, all: true, env: { NODE_NO_WARNINGS: '1' } });

const registryError = new RegistryError({
  kind: 'unavailable',
  method: 'GET',
  url: new URL('https://registry.example/v2/'),
  reason: '500',
});

describe('the exit code', () => {
  it.each([
    ['a mistake of the user', new UserError([{ what: 'wrong' }]), 2],
    ['a refusal', new RefusedError([{ what: 'would move' }]), 3],
    ['a registry that fails', registryError, 5],
    ['another remote that fails', new RemoteError('GitHub does not answer'), 5],
    ['anything else', new TypeError('a defect'), 1],
  ])('of %s', (_, error, code) => {
    expect(exitCodeOf(error)).toBe(code);
  });
});

describe('pipeline', () => {
  it('shows its commands', async () => {
    const { exitCode, stdout } = await pipeline('--help');
    expect(exitCode).toBe(0);
    for (const verb of ['images', 'chart', 'version', 'cut', 'release'])
      expect(stdout).toContain(`  ${verb} `);
  });

  it.each([
    ['an unknown command', ['imags'], "unknown command 'imags'"],
    ['an unknown option', ['images', 'stage', '--form', 'x'], "unknown option '--form'"],
    [
      'a command without a required option',
      ['images', 'promote'],
      "required option '--from <tag>' not specified",
    ],
  ])('refuses %s with code 2 and one message', async (_, args, message) => {
    const { exitCode, all } = await pipeline(...args);
    expect(exitCode).toBe(2);
    expect(all).toContain(message);
    expect(all).not.toContain('    at ');
  });

  it('prints only the message of a mistake', async () => {
    const { exitCode, all } = await pipeline('images', 'promote', '--from', 'stg-1', '--to', 'v1');
    expect(exitCode).toBe(2);
    expect(all).toContain('"v1"');
    expect(all).not.toContain('    at ');
  });

  it('has a description for every command and every option', () => {
    const commands = [createProgram()];
    for (const command of commands) {
      commands.push(...command.commands);
      expect(command.description()).not.toBe('');
      for (const option of command.options) expect(option.description).not.toBe('');
    }
    expect(commands.length).toBeGreaterThan(10);
  });

  it('says that Node is too old', async () => {
    const { exitCode, all } = await execa(process.execPath, ['--no-experimental-strip-types', main], {
      reject: false,
      all: true,
    });
    expect(exitCode).toBe(2);
    expect(all).toMatch(/^Node \S+ cannot run this program, which needs 22\.18 or newer/);
  });
});

describe('a table', () => {
  it('aligns its columns without counting colour codes', () => {
    expect(
      table(
        ['image', 'tag'],
        [
          ['core', 'v1'],
          ['\x1b[31mdb\x1b[39m', 'v2'],
        ],
      ),
    ).toBe('IMAGE   TAG\ncore    v1\n\x1b[31mdb\x1b[39m      v2');
  });
});
