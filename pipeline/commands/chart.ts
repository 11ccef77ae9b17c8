import { Command } from 'commander';
import { printing, table, tell } from './outcome.ts';

interface PublishFlags {
  readonly imageTag?: string;
  readonly dryRun?: true;
}

function publishVerb(): Command {
  const command = new Command('publish')
    .description('Publishes a chart with the digest of every image in it')
    .argument('[chart]', "a folder or an archive; by default the application's own chart")
    .option('--image-tag <tag>', 'the tag that the images have now; by default v<version>')
    .option('--dry-run', 'check everything and say the digest, but push nothing');
  return printing(command, async (chart: string | undefined, options: PublishFlags) => {
    const { findCheckout } = await import('../git/checkout.ts');
    // Git answers while the rest is loaded.
    const [{ root }, { loadChart }, { publishChart }, { createClient }, { pipeline }] = await Promise.all([
      findCheckout(process.cwd()),
      import('../chart/load.ts'),
      import('../chart/publish.ts'),
      import('../oci/client.ts'),
      import('../../environments/index.ts'),
    ]);
    const { application } = pipeline;
    const files = await loadChart(root, application, chart);
    const done = await publishChart(createClient(), application, files, options);
    if (!done.inValues) {
      tell(
        'The chart has no map image.digests in its values: only its annotation fixes the images, not what runs.',
      );
    }
    const images = done.images.map(({ name, repository, tag, digest }) => ({
      name,
      reference: `${repository.registry}/${repository.repository}:${tag}`,
      digest,
    }));
    const rows = images.map(({ name, reference, digest }) => [name, reference, digest]);
    const said = done.published
      ? 'published'
      : options.dryRun
        ? 'not pushed, a dry run'
        : 'is there already, the same';
    const { reference, digest, version, published } = done;
    return {
      text: `${reference}@${digest}: ${said}\n\n${table(['image', 'reference', 'digest'], rows)}`,
      data: { reference, digest, version, images, published },
    };
  });
}

function lintVerb(): Command {
  const command = new Command('lint')
    .description("Checks the application's chart with the values of every environment")
    .option('--base <ref>', 'also check that the version was raised if the chart changed since');
  return printing(command, async ({ base }: { readonly base?: string }) => {
    const [{ lintChart }, { findCheckout }, { pipeline }] = await Promise.all([
      import('../chart/lint/lint.ts'),
      import('../git/checkout.ts'),
      import('../../environments/index.ts'),
    ]);
    return lintChart(await findCheckout(process.cwd()), pipeline, base);
  });
}

export const chartVerbs = (): Command =>
  new Command('chart')
    .description('The Helm chart that fixes a release')
    .addCommand(publishVerb())
    .addCommand(lintVerb());
