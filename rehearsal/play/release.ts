import { z } from 'zod';
import type { Stage } from './play.ts';

const publication = z.object({
  reference: z.string(),
  digest: z.string(),
  published: z.boolean(),
  images: z.array(z.object({ name: z.string(), digest: z.string() })),
});

const retagged = z.object({ images: z.array(z.object({ name: z.string(), digest: z.string() })) });

/** What a team has once its commit is a release: a chart by its digest, which fixes every image. */
export interface Release {
  readonly version: string;
  /** 7 hexadecimal digits of the commit. */
  readonly commit: string;
  /** Digest of the chart. */
  readonly digest: string;
  /** Digests of the images. */
  readonly images: readonly string[];
}

export const short = (digest: string): string => digest.slice(0, 'sha256:'.length + 12);

/** Publishes the chart with its images locked, as they are under a tag now or under the version's own. */
async function publish({ timeline, commands }: Stage, ...imageTag: readonly string[]) {
  const args = ['chart', 'publish', ...imageTag];
  return timeline.step('publish', ['pipeline', ...args].join(' '), async (detail) => {
    const chart = await commands.pipeline(publication, ...args);
    const done = chart.published ? 'pushed' : 'is there already, the same';
    detail(`${chart.reference} ${short(chart.digest)}, ${chart.images.length} images locked: ${done}`);
    return { digest: chart.digest, images: chart.images.map(({ digest }) => digest) };
  });
}

async function retag({ timeline, commands }: Stage, verb: string, ...args: readonly string[]): Promise<void> {
  await timeline.step(verb, ['pipeline images', verb, ...args].join(' '), async (detail) => {
    const { images } = await commands.pipeline(retagged, 'images', verb, ...args);
    const [first] = images;
    detail(`${images.length} images, none rebuilt: ${first?.name} stays ${short(first?.digest ?? '')}`);
  });
}

/**
 * Makes a release of what is checked out, as the branch `stg` does: images built once and staged, and the chart
 * that locks them.
 */
export async function stageRelease(stage: Stage, version: string): Promise<Release> {
  const { timeline, commands, checkout } = stage;
  const commit = await checkout.git('rev-parse', 'HEAD');
  await timeline.step('build', `the images of commit ${commit.slice(0, 7)}`, async (detail) => {
    await commands.buildImages(`sha-${commit}`);
    detail(`each for two platforms, pushed as sha-${commit}`);
  });
  await retag(stage, 'stage');
  const staged = `stg-${commit.slice(0, 7)}`;
  return { version, commit: commit.slice(0, 7), ...(await publish(stage, '--image-tag', staged)) };
}

/** Gives the images of a staged release its version, as the branch `main` does; the chart is the one that was staged. */
export async function promoteRelease(stage: Stage, { commit, version }: Release): Promise<void> {
  await retag(stage, 'promote', '--from', `stg-${commit}`, '--to', version);
  await publish(stage);
}
