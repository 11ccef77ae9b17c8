import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { imageTag } from '../../model/version.ts';
import { findRepository } from '../github/state.ts';
import type { RehearsalContext } from './context.ts';

const publishedChartSchema = z.object({
  reference: z.string(),
  digest: z.string(),
  published: z.boolean(),
  images: z.array(z.object({ name: z.string(), digest: z.string() })),
});

const retaggedImagesSchema = z.object({
  images: z.array(z.object({ name: z.string(), digest: z.string() })),
});

/** A published chart, identified by its digest, which fixes the digest of every image. */
export interface Release {
  readonly version: string;
  /** The first 7 hexadecimal digits of the commit. */
  readonly commit: string;
  /** Digest of the chart. */
  readonly digest: string;
  /** Digests of the images. */
  readonly images: readonly string[];
}

/** A digest with its first 12 hexadecimal digits. */
export const shortDigest = (digest: string): string => digest.slice(0, 'sha256:'.length + 12);

/** Publishes the chart with the images locked that `--image-tag`, or else the version's tag, points to. */
async function publishChart({ timeline, commands }: RehearsalContext, ...options: readonly string[]) {
  const args = ['chart', 'publish', ...options];
  return timeline.step('publish', ['pipeline', ...args].join(' '), async (detail) => {
    const chart = await commands.pipeline(publishedChartSchema, ...args);
    const outcome = chart.published ? 'pushed' : 'already published with the same digest';
    detail(
      `${chart.reference} ${shortDigest(chart.digest)}, ${chart.images.length} images locked: ${outcome}`,
    );
    return { digest: chart.digest, images: chart.images.map(({ digest }) => digest) };
  });
}

async function retagImages(
  { timeline, commands }: RehearsalContext,
  verb: string,
  ...args: readonly string[]
): Promise<void> {
  await timeline.step(verb, ['pipeline images', verb, ...args].join(' '), async (detail) => {
    const { images } = await commands.pipeline(retaggedImagesSchema, 'images', verb, ...args);
    const [first] = images;
    detail(
      `${images.length} images retagged without a rebuild: ${first?.name} is still ${shortDigest(first?.digest ?? '')}`,
    );
  });
}

/**
 * Makes a release of the current commit, as the workflow of branch `stg` does: builds the images once, tags them for
 * staging, and publishes the chart that locks them.
 */
export async function stageRelease(context: RehearsalContext, version: string): Promise<Release> {
  const { timeline, commands, checkout } = context;
  const commit = await checkout.git('rev-parse', 'HEAD');
  await timeline.step('build', `images of commit ${commit.slice(0, 7)}`, async (detail) => {
    await commands.buildImages(`sha-${commit}`);
    detail(`each built for two platforms and pushed as sha-${commit}`);
  });
  await retagImages(context, 'stage');
  const stagingTag = `stg-${commit.slice(0, 7)}`;
  const chart = await publishChart(context, '--image-tag', stagingTag);
  return { version, commit: commit.slice(0, 7), ...chart };
}

/** Tags the images of a staged release with its version, as the workflow of branch `main` does; the chart stays. */
export async function promoteRelease(context: RehearsalContext, { commit, version }: Release): Promise<void> {
  await retagImages(context, 'promote', '--from', `stg-${commit}`, '--to', version);
  await publishChart(context);
}

/** Commits a fix on a branch of its own, raises the version there, and merges the branch into main. */
export async function mergeFix(
  { timeline, checkout, commands }: RehearsalContext,
  summary: string,
  version: string,
): Promise<void> {
  const branch = `fix/${summary.replaceAll(' ', '-')}`;
  await timeline.step('bump', `pipeline version bump, on ${branch}`, async (detail) => {
    await checkout.git('switch', '--quiet', '--create', branch);
    await checkout.edit(
      'CHANGELOG.md',
      '## [Unreleased]',
      `## [Unreleased]\n\n## [${version}]\n\n- Fix: ${summary}.`,
    );
    await checkout.commit(`fix(core): ${summary}`);
    const bumped = z.object({ from: z.string(), version: z.string() });
    const { from, version: to } = await commands.pipeline(bumped, 'version', 'bump');
    detail(`${from} -> ${to}, committed on the branch`);
    await checkout.git('switch', '--quiet', 'main');
    await checkout.git('merge', '--quiet', '--ff-only', branch);
  });
}

/** Adds a tag to GitHub's stand-in, which, unlike GitHub, does not see what is pushed to origin. */
async function addTagToGitHub({ checkout, world, pipeline }: RehearsalContext, tag: string): Promise<void> {
  const { owner, name } = pipeline.application.repository;
  const sha = await checkout.git('rev-parse', tag);
  const commit = await checkout.git('rev-parse', `${tag}^{commit}`);
  findRepository(world.github.state, `${owner}/${name}`)?.refs.set(`refs/tags/${tag}`, {
    type: 'tag',
    sha,
    object: { type: 'commit', sha: commit },
  });
}

/** Creates and pushes the release's git tag: from now on the version is taken. */
export async function cutRelease(context: RehearsalContext, { version }: Release): Promise<void> {
  const { timeline, commands } = context;
  const tag = imageTag(version);
  await timeline.step('cut', `pipeline cut --version ${version} --push`, async (detail) => {
    await commands.pipeline(z.unknown(), 'cut', '--version', version, '--push');
    await addTagToGitHub(context, tag);
    detail(`tag ${tag} pushed with its branch`);
  });
}

/** Creates the GitHub release, and notifies the repository that deploys it. */
export async function announceRelease({
  timeline,
  commands,
  pipeline,
  world,
}: RehearsalContext): Promise<void> {
  const { owner, name } = pipeline.application.repository;
  const target = `${owner}/${name}`;
  const repository = findRepository(world.github.state, target);
  await timeline.step('release', 'pipeline release create', async (detail) => {
    const { url } = await commands.pipeline(z.object({ url: z.string() }), 'release', 'create');
    detail(`${url}, with release notes and all digests`);
  });
  await timeline.step('dispatch', `pipeline release dispatch --repository ${target}`, async (detail) => {
    await commands.pipeline(z.unknown(), 'release', 'dispatch', '--repository', target);
    const eventFile = join(world.folder, 'event.json');
    const event = repository?.dispatches.at(-1);
    await writeFile(eventFile, JSON.stringify({ client_payload: event?.payload }));
    const { pin } = await commands.pipeline(z.object({ pin: z.string() }), 'release', 'receive', eventFile);
    detail(`event received and verified: the pin is ${pin}`);
  });
}
