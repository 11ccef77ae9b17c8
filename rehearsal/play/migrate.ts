import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { findEnvironment } from '../../model/pipeline.ts';
import { runProcess } from '../../pipeline/process/run-process.ts';
import type { RehearsalContext } from './context.ts';
import { PlayError } from './play-error.ts';
import { promoteRelease, type Release, stageRelease } from './release.ts';
import { readRunning } from './running.ts';

const stack = 'demo';
const folder = join('k8s', stack);
/** A ConfigMap that the team applied and the chart does not contain: the first sync with prune deletes it. */
const extraConfigMap = 'handmade-dashboards';
const timeoutLine = "timeout: '10m',";
const withoutPrune = `${timeoutLine}\n  prune: false,`;

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

/** Writes the Kustomize folder that demo is deployed from at first: the rendered chart and one more object. */
async function writeKustomization({ engines, checkout, pipeline }: RehearsalContext): Promise<void> {
  const { application } = pipeline;
  const { namespace } = findEnvironment(pipeline, stack);
  const options = { cwd: checkout.folder };
  await runProcess(process.execPath, ['charts-synth/main.ts'], options);
  const valuesOption = `--values=${join('dist', stack, 'values.yaml')}`;
  const { helm = 'helm' } = engines;
  const names = [application.releaseName, application.chart.path, `--namespace=${namespace}`];
  const rendered = await runProcess(helm, ['template', ...names, valuesOption], options);
  const files = {
    'kustomization.yaml': `namespace: ${namespace}\nresources: [release.yaml, dashboards.yaml]\n`,
    'release.yaml': rendered,
    'dashboards.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${extraConfigMap} }\ndata: { home: "{}" }\n`,
  };
  await mkdir(join(checkout.folder, folder), { recursive: true });
  for (const [name, text] of Object.entries(files))
    await writeFile(join(checkout.folder, folder, name), text);
}

async function readClaims({ world, pipeline }: RehearsalContext): Promise<Record<string, unknown>> {
  const { namespace } = findEnvironment(pipeline, stack);
  const claims = await world.cluster.list('v1', 'PersistentVolumeClaim', namespace);
  return Object.fromEntries(claims.map(({ metadata }) => [metadata.name, metadata['uid']]));
}

const extraConfigMapExists = async ({ world, pipeline }: RehearsalContext): Promise<boolean> => {
  const { namespace } = findEnvironment(pipeline, stack);
  return (await world.cluster.get('v1', 'ConfigMap', extraConfigMap, namespace)) !== undefined;
};

/** Edits demo, shows the diff, and deploys it. Returns the hazards as `<severity> (<rule>)`. */
async function changeDemo(
  context: RehearsalContext,
  message: string,
  from: string,
  to: string,
): Promise<string[]> {
  const { timeline, checkout, commands, deployer } = context;
  await checkout.edit(join('environments', `${stack}.ts`), from, to);
  const hazards = await timeline.step(
    'diff',
    `${message}: pipeline diff ${stack} --base HEAD`,
    async (detail) => {
      const { environments } = await commands.pipeline(diffSchema, 'diff', stack, '--base', 'HEAD');
      const [diff] = environments;
      if (diff === undefined) throw new PlayError('the diff shows no environment');
      const { changes, unchanged } = diff;
      const changesOf = (kind: string) =>
        changes.filter((each) => each.kind === kind && each.origin === 'application');
      const removed = changesOf('removed').map(({ id }) => `${id.kind}/${id.name}`);
      const kept = `${unchanged} objects unchanged, ${changesOf('changed').length} changed`;
      detail(`${kept}, ${changesOf('added').length} added, removed: ${removed.join(', ') || 'none'}`);
      const rules = diff.hazards.map(({ severity, rule }) => `${severity} (${rule})`);
      detail(`hazards: ${rules.join(', ') || 'none'}`);
      if (changes.some(({ id, kind }) => id.kind === 'PersistentVolumeClaim' && kind !== 'changed'))
        throw new PlayError('the diff adds or removes a PersistentVolumeClaim');
      return rules;
    },
  );
  await checkout.commit(message);
  await timeline.step('up', deployer.command(stack), async (detail) => detail(await deployer.up(stack)));
  return hazards;
}

/** Checks that demo runs the release on the same claims as before, and whether the extra ConfigMap still exists. */
async function assertKept(
  context: RehearsalContext,
  claims: object,
  release: Release,
  isExtraKept: boolean,
): Promise<void> {
  await context.timeline.step('check', 'the cluster', async (detail) => {
    const now = await readClaims(context);
    if (!isDeepStrictEqual(now, claims)) throw new PlayError('a PersistentVolumeClaim was replaced');
    detail(`${Object.keys(now).length} PersistentVolumeClaims kept their uid`);
    if ((await extraConfigMapExists(context)) !== isExtraKept)
      throw new PlayError(`ConfigMap ${extraConfigMap} should ${isExtraKept ? 'still' : 'no longer'} exist`);
    detail(
      `ConfigMap ${extraConfigMap}, which the chart does not contain, ${isExtraKept ? 'still exists' : 'was deleted'}`,
    );
    const environment = findEnvironment(context.pipeline, stack);
    const { deployments, available, digests } = await readRunning(context.world.cluster, environment);
    const isRelease = isDeepStrictEqual(digests, release.images.toSorted());
    const state = `${available} of ${deployments} Deployments available`;
    if (available < deployments || !isRelease)
      throw new PlayError(
        `${stack} should run ${release.version}, but has ${state}, images ${digests.join(', ')}`,
      );
    detail(`${state}, with the images of ${release.version}`);
  });
}

/**
 * Moves demo from a Kustomize folder to the chart in the registry, with the same Application and with prune off for
 * the first sync. Checks that every PersistentVolumeClaim is kept.
 *
 * @throws PlayError when one was replaced, or a step fails
 */
export async function migrate(context: RehearsalContext): Promise<void> {
  const { timeline, checkout, deployer } = context;
  const release = await stageRelease(context, '1.0.76');
  await promoteRelease(context, release);
  await checkout.setPin(stack, release.version);
  const origin = await checkout.git('remote', 'get-url', 'origin');
  const git = `git: { repoURL: 'file://${origin}', path: '${folder}', tool: 'kustomize', targetRevision: 'main' },`;
  await writeKustomization(context);
  await checkout.edit(join('environments', `${stack}.ts`), timeoutLine, `${withoutPrune}\n  ${git}`);
  await checkout.commit('Deploy demo from a Kustomize folder');
  await timeline.step('up', `${deployer.command(stack)}, from ${folder}`, async (detail) =>
    detail(await deployer.up(stack)),
  );
  const claims = await readClaims(context);
  if (Object.keys(claims).length === 0)
    throw new PlayError('demo has no PersistentVolumeClaim, so the migration would prove nothing');

  await changeDemo(context, 'Deploy demo from the chart', `${withoutPrune}\n  ${git}`, withoutPrune);
  await assertKept(context, claims, release, true);
  const hazards = await changeDemo(context, 'Turn prune on again', withoutPrune, timeoutLine);
  if (!hazards.some((hazard) => hazard.startsWith('data-loss')))
    throw new PlayError('the diff does not warn that prune is turned on');
  await assertKept(context, claims, release, false);
}
