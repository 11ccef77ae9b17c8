import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { benchCompare } from './compare.ts';
import { benchDiff } from './diff.ts';
import { benchEvidence } from './evidence.ts';
import { benchGate } from './gate.ts';
import { printRatio, printValue, sideBySide } from './measure.ts';
import { benchPreview } from './preview.ts';
import { benchPublish } from './publish.ts';
import { benchRetag } from './retag.ts';

const project = fileURLToPath(new URL('..', import.meta.url));
const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
const node = (...args: string[]) =>
  execa('node', args, { cwd: project, env: { CDK8S_OUTDIR: join(outdir, 'dist') } });

async function benchSynth(): Promise<void> {
  const synth = (app: string) =>
    execa('cdk8s', ['synth', '--app', `node ${app}`, '--output', join(outdir, 'dist')], {
      cwd: project,
      preferLocal: true,
      env: { CDK8S_CHECK_UPGRADE: 'false' },
    });
  const result = await sideBySide(
    () => synth('charts-synth/main.ts'),
    () => synth('bench/bare-app.ts'),
    11,
  );
  printRatio(
    'cdk8s synth of this project, compared with a bare app that loads the same libraries',
    result,
    1.3,
  );
}

async function benchManyEnvironments(): Promise<void> {
  let memory = 0;
  const synthThousand = async () => {
    memory = Number((await node('bench/many-environments.ts', '1000')).stdout);
  };
  const result = await sideBySide(synthThousand, () => node('bench/many-environments.ts', '100'), 3);
  printRatio('synthesizing 1,000 environments, compared with 100', result, 11);
  printValue('peak memory of 1,000 environments', memory, 500, 'MB');
}

async function benchRehearsal(): Promise<void> {
  const started = performance.now();
  const { stdout } = await node('rehearsal/main.ts');
  printValue('a rehearsal with all engines built', (performance.now() - started) / 1000, 120, 's');
  printValue('the start of its world', Number(/✔ world .* (\d+\.\d) s$/m.exec(stdout)?.[1]), 20, 's');
}

try {
  await benchSynth();
  await benchManyEnvironments();
  await benchPreview(5);
  await benchRetag();
  await benchPublish();
  await benchCompare();
  await benchDiff();
  await benchEvidence();
  await benchGate();
  await benchRehearsal();
} finally {
  rmSync(outdir, { recursive: true, force: true });
}
