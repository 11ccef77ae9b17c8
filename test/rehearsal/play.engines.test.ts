import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { folderPrefix } from '../../rehearsal/world/context.ts';
import { folderWith } from '../support/folder.ts';
import { withoutPulumi } from '../support/stage.ts';

const project = new URL('../..', import.meta.url);

/** The rehearsals of one test have their temporary folders here, so that `down` finds no others. */
let temporary: string;
beforeEach(() => {
  temporary = folderWith({});
});

const left = () => readdirSync(temporary).filter((name) => !name.startsWith('node-compile-cache'));

/** The folder of the world that starts, once so many engines run in it. */
async function worldWith(engines: number): Promise<string> {
  for (;;) {
    const world = left().find((name) => name.startsWith(folderPrefix));
    if (world !== undefined && (await enginesOf(world)).length >= engines) return world;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const enginesOf = async (world: string) =>
  (await execa('ps', ['-eo', 'command='])).stdout.split('\n').filter((command) => command.includes(world));

const rehearse = (args: readonly string[] = [], env: Record<string, string> = {}) =>
  execa(process.execPath, ['rehearsal/main.ts', ...args], {
    cwd: project,
    reject: false,
    all: true,
    env: { TMPDIR: temporary, ...env },
  });

const released = ['build', 'stage', 'publish'];
const promoted = ['promote', 'publish'];
const broken = ['bump', ...released, 'cut', 'follow', 'e2e', 'promote'];
const good = [
  ...['bump', ...released, 'follow', 'e2e', ...promoted, 'cut', 'release', 'dispatch'],
  ...['move', 'promote', 'move', 'promote', 'up'],
];
const hotfix = ['bump', ...released, ...promoted, 'promote', 'hotfix', 'up', 'status'];
const ticked = (output: string) => [...output.matchAll(/✔ ((?:by )?\S+)/g)].map(([, step]) => step);

/** @param gates whether the program asks the gates and knows what ran, as it does with Pulumi */
function expectPlayed(output: string, gates: boolean): void {
  expect(ticked(output)).toEqual([
    ...['world', 'pulumi', ...released, ...promoted, 'up', 'e2e', 'promote', 'up'],
    ...broken,
    ...(gates ? ['by hand'] : []),
    ...good,
    ...(gates ? ['rollback', 'up', 'promote'] : []),
    ...hotfix,
  ]);
  const running = [
    ...output.matchAll(/(\S+) runs (\S+): 16 of 16 Deployments available, images (\S+), each by the digest/g),
  ];
  expect(running.map(([, environment, version, tag]) => [environment, version, tag])).toEqual(
    [
      ['demo-staging', '1.0.76'],
      ['demo', '1.0.76'],
      ['demo-staging', '1.0.77'],
      ['demo-staging', '1.0.78'],
      ['demo', '1.0.78'],
      ...(gates ? [['demo', '1.0.76']] : []),
      ['demo', '1.0.79'],
    ].map(([environment, version]) => [environment, version, `v${version}`]),
  );
  for (const refusal of [
    /e2e +refused +failed in demo-staging on \S+: login/,
    /lock +refused +ghcr\.io\/carverauto\/serviceradar-core:v1\.0\.78 is sha256:\S+ now/,
    /e2e +refused +has not passed in demo-staging/,
    ...(gates
      ? [/demo: 1\.0\.77: e2e: failed in demo-staging/, /rejection +refused .*: sessions are lost/]
      : []),
  ])
    expect(output).toMatch(refusal);
  expect(output).toMatch(/^ +Pulumi\.demo\.yaml: \S+ -> 1\.0\.79@sha256:[0-9a-f]{64}$/m);
}

const withPulumi = withoutPulumi === undefined ? it : it.skip;

describe('npm run rehearse', () => {
  withPulumi(
    `plays what is proven, refused, rolled back and fixed in a hurry, with pulumi up, and leaves nothing behind${withoutPulumi === undefined ? '' : ` (skipped: ${withoutPulumi})`}`,
    async () => {
      const { exitCode, all } = await rehearse();
      expect(exitCode).toBe(0);
      expectPlayed(all, true);
      expect(all).toContain('pulumi up --stack demo');
      expect(left()).toEqual([]);
    },
    400_000,
  );

  it('plays the same by server-side apply where no Pulumi CLI can be had, and says what it leaves out', async () => {
    const { exitCode, all } = await rehearse([], { PULUMI_VERSION: '0.0.0', PULUMI_HOME: '/nonexistent' });
    expect(exitCode).toBe(0);
    expectPlayed(all, false);
    expect(all).toMatch(/Without Pulumi: the Pulumi CLI \S+ is not installed and cannot be downloaded/);
    expect(all).toMatch(/not rehearsed: the GitHub Environments/);
  }, 400_000);

  it('ends everything on Ctrl-C, also while it starts', async () => {
    const running = rehearse();
    const world = await worldWith(2);
    running.kill('SIGINT');
    expect((await running).exitCode).toBe(130);
    expect(await enginesOf(world)).toEqual([]);
    expect(left()).toEqual([]);
  }, 60_000);

  it('says which step failed, and what the engine said last', async () => {
    const running = rehearse();
    const world = await worldWith(6);
    const registry = readFileSync(join(temporary, world, 'engines'), 'utf8')
      .split('\n')
      .find((line) => line.endsWith('/registry'));
    await new Promise<void>((resolve) => {
      running.stdout.on('data', (chunk: Buffer) => {
        if (chunk.includes('✔')) resolve();
      });
    });
    process.kill(Number.parseInt(registry ?? '', 10), 'SIGKILL');
    const { exitCode, all } = await running;
    expect(exitCode).toBe(1);
    expect(all).toMatch(/✘ (build|stage|promote|publish|up|e2e)/);
    expect(all).toMatch(/^registry ended by itself \(SIGKILL\)\n\n.+/m);
    expect(all).not.toMatch(/^\s+at /m);
    expect(left()).toEqual([]);
  }, 120_000);

  it('down ends the engines of a rehearsal that was killed', async () => {
    const running = rehearse();
    const world = await worldWith(4);
    running.kill('SIGKILL');
    await running;
    expect(await enginesOf(world)).not.toEqual([]);
    expect((await rehearse(['down'])).all).toBe('1 ended');
    expect(await enginesOf(world)).toEqual([]);
    expect(left()).not.toContain(world);
  }, 60_000);

  it('--keep leaves the world up and says how to reach it, until down', async () => {
    const running = rehearse(['--keep'], { PULUMI_VERSION: '0.0.0', PULUMI_HOME: '/nonexistent' });
    const kubeconfig = await new Promise<string>((resolve) => {
      running.stdout.on('data', (chunk: Buffer) => {
        const path = /KUBECONFIG=(\S+)/.exec(chunk.toString())?.[1];
        if (path !== undefined) resolve(path);
      });
    });
    expect(existsSync(kubeconfig)).toBe(true);
    expect(
      (await enginesOf(left().find((name) => name.startsWith(folderPrefix)) ?? '-')).length,
    ).toBeGreaterThan(5);
    expect((await rehearse(['down'])).all).toBe('1 ended');
    await running;
    expect(left()).toEqual([]);
  }, 400_000);
});
