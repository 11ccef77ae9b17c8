import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { folderPrefix } from '../../rehearsal/world/context.ts';
import { folderWith } from '../support/folder.ts';
import { withoutPulumi } from '../support/test-setup.ts';

const project = new URL('../..', import.meta.url);

/** Each test has its own temporary folder, so that `down` stops only the worlds of that test. */
let temporary: string;
beforeEach(() => {
  temporary = folderWith({});
});

const remainingFiles = () => readdirSync(temporary).filter((name) => !name.startsWith('node-compile-cache'));

/** Waits until that many engines of the starting world run, and returns the name of the world's folder. */
async function awaitWorld(engines: number): Promise<string> {
  for (;;) {
    const world = remainingFiles().find((name) => name.startsWith(folderPrefix));
    if (world !== undefined && (await runningEngines(world)).length >= engines) return world;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const runningEngines = async (world: string) =>
  (await execa('ps', ['-eo', 'command='])).stdout.split('\n').filter((command) => command.includes(world));

const rehearse = (args: readonly string[] = [], env: Record<string, string> = {}) =>
  execa(process.execPath, ['rehearsal/main.ts', ...args], {
    cwd: project,
    reject: false,
    all: true,
    env: { TMPDIR: temporary, ...env },
  });

const stageSteps = ['build', 'stage', 'publish'];
const promoteSteps = ['promote', 'publish'];
const failingRelease = ['bump', ...stageSteps, 'cut', 'follow', 'e2e', 'promote'];
const passingRelease = [
  ...['bump', ...stageSteps, 'follow', 'e2e', ...promoteSteps, 'cut', 'release', 'dispatch'],
  ...['move', 'promote', 'move', 'promote', 'up'],
];
const hotfix = ['bump', ...stageSteps, ...promoteSteps, 'promote', 'hotfix', 'up', 'status'];
const completedSteps = (output: string) => [...output.matchAll(/✔ ((?:by )?\S+)/g)].map(([, step]) => step);

/** @param gates whether the Pulumi program judges the gates and has a history to roll back to */
function expectSteps(output: string, gates: boolean): void {
  expect(completedSteps(output)).toEqual([
    ...['world', 'pulumi', ...stageSteps, ...promoteSteps, 'up', 'e2e', 'promote', 'up'],
    ...failingRelease,
    ...(gates ? ['by hand'] : []),
    ...passingRelease,
    ...(gates ? ['rollback', 'up', 'promote'] : []),
    ...hotfix,
  ]);
  const running = [
    ...output.matchAll(
      /(\S+) runs (\S+): 16 of 16 Deployments available, images (\S+), all digests locked by/g,
    ),
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
    /lock +refused +ghcr\.io\/carverauto\/serviceradar-core:v1\.0\.78 is now sha256:\S+, but the chart locks/,
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
    `rehearses a promotion, a refusal, a rollback and a hotfix with pulumi up, and leaves no files behind${withoutPulumi === undefined ? '' : ` (skipped: ${withoutPulumi})`}`,
    async () => {
      const { exitCode, all } = await rehearse();
      expect(exitCode).toBe(0);
      expectSteps(all, true);
      expect(all).toContain('pulumi up --stack demo');
      expect(remainingFiles()).toEqual([]);
    },
    400_000,
  );

  it('deploys by server-side apply when the Pulumi CLI is unavailable, and prints what is not rehearsed', async () => {
    const { exitCode, all } = await rehearse([], { PULUMI_VERSION: '0.0.0', PULUMI_HOME: '/nonexistent' });
    expect(exitCode).toBe(0);
    expectSteps(all, false);
    expect(all).toMatch(/Without Pulumi: the Pulumi CLI \S+ is not installed and cannot be downloaded/);
    expect(all).toMatch(/Not rehearsed: the GitHub Environments/);
  }, 400_000);

  it('stops all engines and removes its files on Ctrl-C, even while it starts', async () => {
    const running = rehearse();
    const world = await awaitWorld(2);
    running.kill('SIGINT');
    expect((await running).exitCode).toBe(130);
    expect(await runningEngines(world)).toEqual([]);
    expect(remainingFiles()).toEqual([]);
  }, 60_000);

  it('prints the step that failed and the last log lines of an engine that ended', async () => {
    const running = rehearse();
    const world = await awaitWorld(6);
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
    expect(all).toMatch(/^registry ended unexpectedly \(SIGKILL\)\n\n.+/m);
    expect(all).not.toMatch(/^\s+at /m);
    expect(remainingFiles()).toEqual([]);
  }, 120_000);

  it('stops the engines of a killed rehearsal with the command down', async () => {
    const running = rehearse();
    const world = await awaitWorld(4);
    running.kill('SIGKILL');
    await running;
    expect(await runningEngines(world)).not.toEqual([]);
    expect((await rehearse(['down'])).all).toBe('worlds stopped: 1');
    expect(await runningEngines(world)).toEqual([]);
    expect(remainingFiles()).not.toContain(world);
  }, 60_000);

  it('with --keep, leaves the world running until down, and prints how to reach it', async () => {
    const running = rehearse(['--keep'], { PULUMI_VERSION: '0.0.0', PULUMI_HOME: '/nonexistent' });
    const kubeconfig = await new Promise<string>((resolve) => {
      running.stdout.on('data', (chunk: Buffer) => {
        const path = /KUBECONFIG=(\S+)/.exec(chunk.toString())?.[1];
        if (path !== undefined) resolve(path);
      });
    });
    expect(existsSync(kubeconfig)).toBe(true);
    expect(
      (await runningEngines(remainingFiles().find((name) => name.startsWith(folderPrefix)) ?? '-')).length,
    ).toBeGreaterThan(5);
    expect((await rehearse(['down'])).all).toBe('worlds stopped: 1');
    await running;
    expect(remainingFiles()).toEqual([]);
  }, 400_000);
});
