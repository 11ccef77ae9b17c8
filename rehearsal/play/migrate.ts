import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { findEnvironment } from '../../model/pipeline.ts';

import { runProcess } from '../../pipeline/process/run-process.ts';
import { setUpEngines } from '../engines/index.ts';
import type { Stage } from './play.ts';
import { PlayError } from './play-error.ts';
import { promoteRelease, type Release, stageRelease } from './release.ts';
import { readRunning } from './running.ts';

const stack = 'demo';
const folder = join('k8s', stack);
/** What the team applied beside what the chart has: it is lost at the first sync that prunes. */
const forgotten = 'handmade-dashboards';
const before = "timeout: '10m',";
const prunesNothing = `${before}\n  prune: false,`;

const diffSchema = z.object({
  environments: z.array(
    z.object({
      unchanged: z.int(),
      changes: z.array(
        z.object({
          kind: z.string(),
          origin: z.string(),
          id: z.object({ kind: z.string(), name: z.string() }),
        }),
      ),
      hazards: z.array(z.object({ severity: z.string(), rule: z.string() })),
    }),
  ),
});

/** Writes what the chart renders to, and one object more, as the Kustomize folder that demo came from so far. */
async function writeKustomization({ checkout, pipeline }: Stage): Promise<void> {
  const { application } = pipeline;
  const { namespace } = findEnvironment(pipeline, stack);
  const here = { cwd: checkout.folder };
  await runProcess(process.execPath, ['charts-synth/main.ts'], here);
  const values = `--values=${join('dist', stack, 'values.yaml')}`;
  const { helm = 'helm' } = await setUpEngines();
  const names = [application.releaseName, application.chart.path, `--namespace=${namespace}`];
  const rendered = await runProcess(helm, ['template', ...names, values], here);
  const files = {
    'kustomization.yaml': `namespace: ${namespace}\nresources: [release.yaml, dashboards.yaml]\n`,
    'release.yaml': rendered,
    'dashboards.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${forgotten} }\ndata: { home: "{}" }\n`,
  };
  await mkdir(join(checkout.folder, folder), { recursive: true });
  for (const [name, text] of Object.entries(files))
    await writeFile(join(checkout.folder, folder, name), text);
}

async function readClaims({ world, pipeline }: Stage): Promise<Record<string, unknown>> {
  const { namespace } = findEnvironment(pipeline, stack);
  const claims = await world.cluster.list('v1', 'PersistentVolumeClaim', namespace);
  return Object.fromEntries(claims.map(({ metadata }) => [metadata.name, metadata['uid']]));
}

const isForgottenThere = async ({ world, pipeline }: Stage): Promise<boolean> => {
  const { namespace } = findEnvironment(pipeline, stack);
  return (await world.cluster.get('v1', 'ConfigMap', forgotten, namespace)) !== undefined;
};

/** Edits demo, shows what that changes, and deploys it. Returns the hazards that were shown. */
async function change(stage: Stage, message: string, from: string, to: string): Promise<string[]> {
  const { timeline, checkout, commands, deployer } = stage;
  await checkout.edit(join('environments', `${stack}.ts`), from, to);
  const hazards = await timeline.step(
    'diff',
    `${message}: pipeline diff ${stack} --base HEAD`,
    async (detail) => {
      const { environments } = await commands.pipeline(diffSchema, 'diff', stack, '--base', 'HEAD');
      const [found] = environments;
      if (found === undefined) throw new PlayError('the diff shows no environment');
      const { changes, unchanged } = found;
      const of = (kind: string) =>
        changes.filter((each) => each.kind === kind && each.origin === 'application');
      const removed = of('removed').map(({ id }) => `${id.kind}/${id.name}`);
      const stay = `${unchanged} objects stay as they are, ${of('changed').length} change`;
      detail(`${stay}, ${of('added').length} are new, not there any more: ${removed.join(', ') || 'none'}`);
      const rules = found.hazards.map(({ severity, rule }) => `${severity} (${rule})`);
      detail(`hazards: ${rules.join(', ') || 'none'}`);
      if (changes.some(({ id, kind }) => id.kind === 'PersistentVolumeClaim' && kind !== 'changed'))
        throw new PlayError('the diff shows a PersistentVolumeClaim that comes or goes');
      return rules;
    },
  );
  await checkout.commit(message);
  await timeline.step('up', deployer.command(stack), async (detail) => detail(await deployer.up(stack)));
  return hazards;
}

/** Asserts that the release runs on the claims that were there, and whether the forgotten object is. */
async function assertKept(stage: Stage, claims: object, release: Release, isThere: boolean): Promise<void> {
  await stage.timeline.step('check', 'the cluster', async (detail) => {
    const now = await readClaims(stage);
    if (!isDeepStrictEqual(now, claims)) throw new PlayError('a PersistentVolumeClaim was made anew');
    detail(`${Object.keys(now).length} PersistentVolumeClaims have the uid that they had`);
    if ((await isForgottenThere(stage)) !== isThere)
      throw new PlayError(`ConfigMap ${forgotten} should ${isThere ? 'still' : 'no longer'} be there`);
    detail(`ConfigMap ${forgotten}, which the chart does not have, is ${isThere ? 'still there' : 'gone'}`);
    const environment = findEnvironment(stage.pipeline, stack);
    const { deployments, available, digests } = await readRunning(stage.world.cluster, environment);
    const isRelease = isDeepStrictEqual(digests, release.images.toSorted());
    const shown = `${available} of ${deployments} Deployments available`;
    if (available < deployments || !isRelease)
      throw new PlayError(
        `${stack} should run ${release.version}, but has ${shown}, images ${digests.join(', ')}`,
      );
    detail(`${shown}, with the images of ${release.version}`);
  });
}

/**
 * Moves demo from a Kustomize folder to the chart in the registry, under the same name of the Application, with prune
 * off for the first sync; and asserts that every PersistentVolumeClaim is the one that it was.
 *
 * @throws PlayError when one was made anew, or a step fails
 */
export async function migrate(stage: Stage): Promise<void> {
  const { timeline, checkout, deployer } = stage;
  const release = await stageRelease(stage, '1.0.76');
  await promoteRelease(stage, release);
  await checkout.setPin(stack, release.version);
  const origin = await checkout.git('remote', 'get-url', 'origin');
  const git = `git: { repoURL: 'file://${origin}', path: '${folder}', tool: 'kustomize', targetRevision: 'main' },`;
  await writeKustomization(stage);
  await checkout.edit(join('environments', `${stack}.ts`), before, `${prunesNothing}\n  ${git}`);
  await checkout.commit('Deploy demo from a Kustomize folder');
  await timeline.step('up', `${deployer.command(stack)}, from ${folder}`, async (detail) =>
    detail(await deployer.up(stack)),
  );
  const claims = await readClaims(stage);
  if (Object.keys(claims).length === 0) throw new PlayError('there is no PersistentVolumeClaim to keep');

  await change(stage, 'From Kustomize to the chart', `${prunesNothing}\n  ${git}`, prunesNothing);
  await assertKept(stage, claims, release, true);
  const hazards = await change(stage, 'Prune again', prunesNothing, before);
  if (!hazards.some((hazard) => hazard.startsWith('data-loss')))
    throw new PlayError('the diff does not warn of prune');
  await assertKept(stage, claims, release, false);
}
