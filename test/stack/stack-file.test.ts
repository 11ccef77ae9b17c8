import { describe, expect, it } from '@jest/globals';
import { unwrap } from '../../model/checked.ts';
import { readStackFile } from '../../stack/stack-file.ts';
import { faultsOf } from '../support/faults.ts';
import { folderWith } from '../support/folder.ts';

const read = (stackFile: string) =>
  unwrap(
    readStackFile(folderWith({ 'Pulumi.yaml': 'name: shop\n', 'Pulumi.live.yaml': stackFile }), 'live')
      .rawConfig,
  );

const readVersion = (written: string) => read(`config:\n  shop:version: ${written}\n`);

describe('a stack file', () => {
  it("returns the project's own keys without their namespace", () => {
    expect(read('config:\n  shop:version: 1.0.76\n  shop:ghcrUsername: ada\n')).toEqual({
      version: '1.0.76',
      ghcrUsername: 'ada',
    });
  });

  it('leaves out the keys of other namespaces', () => {
    expect(
      read('config:\n  kubernetes:context: 1.10\n  shopping:version: 1\n  shop:version: 1.0.76\n'),
    ).toEqual({
      version: '1.0.76',
    });
  });

  it('shows that a value is a secret, but not the value', () => {
    expect(read('config:\n  shop:ghcrToken:\n    secure: v1:abc:def\n')).toEqual({
      ghcrToken: { secret: true, empty: false },
    });
  });

  it('returns a hotfix as JSON, as Pulumi does', () => {
    const block = 'config:\n  shop:hotfix:\n    version: 1.0.77\n    reason: "yes"\n    actor: ada\n';
    const flow = 'config:\n  shop:hotfix: {version: 1.0.77, reason: "yes", actor: ada}\n';
    const hotfix = '{"version":"1.0.77","reason":"yes","actor":"ada"}';
    expect(read(block)).toEqual({ hotfix });
    expect(read(flow)).toEqual({ hotfix });
    expect(read(`config:\n  shop:hotfix: '${hotfix}'\n`)).toEqual({ hotfix });
  });

  it.each(['yes', '1.10', '2024-01-01', '[a]', '{a: b}', ''])(
    'refuses %j as a field of a hotfix, because YAML does not read it as text',
    (written) => {
      expect(faultsOf(() => read(`config:\n  shop:hotfix:\n    reason: ${written}\n`))).toMatchObject([
        { where: 'Pulumi.live.yaml: shop:hotfix.reason', what: expect.stringMatching(/is not a text/) },
      ]);
    },
  );

  it.each(['secure: v1:abc:def', 'reason:\n      secure: v1:abc:def'])(
    'shows that a hotfix is a secret if it is, or a field of it: %s',
    (written) => {
      expect(read(`config:\n  shop:hotfix:\n    ${written}\n`)).toEqual({
        hotfix: { secret: true, empty: false },
      });
    },
  );

  it.each(['', 'config:\n', 'config: {}\n', 'encryptionsalt: v1:x\n'])('has no keys in %j', (text) => {
    expect(read(text)).toEqual({});
  });

  it('is named by the message if it is missing', () => {
    const folder = folderWith({ 'Pulumi.yaml': 'name: shop\n' });
    expect(faultsOf(() => readStackFile(folder, 'live'))).toEqual([
      {
        where: `${folder}/Pulumi.live.yaml`,
        what: 'there is no such file',
        hint: 'each environment has one: Pulumi.<stack>.yaml',
      },
    ]);
  });

  it.each(['config: {', 'config:\n  shop:a: "x\n', 'config:\n  shop:a: x\n  shop:a: y\n', 'a: b: c'])(
    'is refused if it is not YAML: %j',
    (text) => {
      expect(faultsOf(() => read(text))).toEqual([
        { where: expect.stringMatching(/Pulumi\.live\.yaml$/), what: expect.stringMatching(/line \d+/) },
      ]);
    },
  );

  it('is refused with every key whose value is not text', () => {
    expect(
      faultsOf(() => read('config:\n  shop:version: 1.10\n  shop:x: [1]\n  shop:y: {a: b}\n')).map(
        ({ where, what }) => `${where}: ${what}`,
      ),
    ).toEqual([
      'Pulumi.live.yaml: shop:version: 1.10 is not a text in YAML',
      'Pulumi.live.yaml: shop:x: is not a text',
      'Pulumi.live.yaml: shop:y: is not a text',
    ]);
  });
});

describe('a text that YAML reads as something else', () => {
  const traps = [
    '1.10',
    '1',
    '0755',
    '0o17',
    '0b101',
    '0x1F',
    '1_000',
    '1e3',
    '1:30',
    '.inf',
    '.nan',
    'yes',
    'no',
    'on',
    'off',
    'Y',
    'true',
    'null',
    '~',
    '2024-01-01',
    '2024-01-01T00:00:00Z',
  ];

  it.each(traps)('is refused without quotes: %s', (trap) => {
    expect(faultsOf(() => readVersion(trap))).toEqual([
      {
        where: 'Pulumi.live.yaml: shop:version',
        what: `${trap} is not a text in YAML`,
        hint: `write it in quotes: "${trap}"`,
      },
    ]);
  });

  it.each(traps)('is read as it is written in quotes: %s', (trap) => {
    expect(readVersion(`"${trap}"`)).toEqual({ version: trap });
    expect(readVersion(`'${trap}'`)).toEqual({ version: trap });
    expect(readVersion(`!!str ${trap}`)).toEqual({ version: trap });
    expect(readVersion(`|-\n    ${trap}`)).toEqual({ version: trap });
  });

  it('is refused if it is empty', () => {
    expect(() => readVersion('')).toThrow('is not a text');
  });

  it('is read without its anchor', () => {
    expect(readVersion('&pin "1.10"')).toEqual({ version: '1.10' });
    expect(readVersion('&pin 1.0.76')).toEqual({ version: '1.0.76' });
  });

  it('is taken neither from an alias nor from a merge', () => {
    expect(() => read('pin: &pin "1.0.76"\nconfig:\n  shop:version: *pin\n')).toThrow(
      'Pulumi.live.yaml: shop:version: is not a text',
    );
    expect(read('x: &x\n  shop:version: "1.0.76"\nconfig:\n  <<: *x\n')).toEqual({});
  });

  it('keeps spaces, quotes and line ends inside quotes', () => {
    expect(readVersion('" 1.0.76\\n"')).toEqual({ version: ' 1.0.76\n' });
    expect(readVersion("'it''s'")).toEqual({ version: "it's" });
  });
});

describe("a key of another namespace in a stack's file", () => {
  it.each([
    ['config:\n  github:baseUrl: https://github.acme.example/\n', 'https://github.acme.example/'],
    ['config:\n  github:baseUrl:\n    secure: v1:abc\n', undefined],
    ['config:\n  shop:version: 1.0.76\n', undefined],
    ['', undefined],
  ])('is read from %j as %j', (stackFile, expected) => {
    const folder = folderWith({ 'Pulumi.yaml': 'name: shop\n', 'Pulumi.live.yaml': stackFile });
    expect(readStackFile(folder, 'live').textOf('github:baseUrl')).toBe(expected);
  });
});
