import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { helmValues } from '../../../charts-synth/values.ts';
import type { Application } from '../../../model/application.ts';
import type { Environment } from '../../../model/environment.ts';
import { type Fault, UserError } from '../../../model/errors.ts';
import type { Pipeline } from '../../../model/pipeline.ts';
import type { Checkout } from '../../git/checkout.ts';
import { parseReference } from '../../oci/reference.ts';
import type { Outcome } from '../../outcome.ts';
import { helm } from '../../process/helm.ts';
import { ProcessError } from '../../process/run-process.ts';
import { readChartFolder } from '../files/folder.ts';
import { ownVersionFaults } from '../load.ts';
import { readMetadata } from '../metadata.ts';
import { readmeFaults } from './readme.ts';
import { versionFaultsSince } from './version-rule.ts';

/** What an action throws as a user's faults, each with its own place or this one. */
async function faultsOf(where: string, action: () => Promise<readonly Fault[]>): Promise<readonly Fault[]> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.faults.map((fault) => ({ where, ...fault }));
  }
}

/** What Helm refuses, in its own words. */
const refusedBy = async (where: string, run: () => Promise<readonly Fault[]>): Promise<readonly Fault[]> => {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof ProcessError)) throw error;
    const said = `${error.stdout}${error.stderr}`.trim();
    return [{ where, what: said.replace(/^Error: /, '') || error.message }];
  }
};

function imagesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(imagesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'image' && typeof inner === 'string' ? [inner] : imagesIn(inner),
  );
}

/** Images that the chart runs, and that no lock can fix because the application does not list them. */
function unlistedImages(application: Application, environment: Environment, rendered: string): Fault[] {
  const listed = new Set(Object.values(application.images));
  const images = parseAllDocuments(rendered).flatMap((document) => imagesIn(document.toJS()));
  const repositories = images.map((image) => {
    const { registry, repository } = parseReference(image);
    return `${registry}/${repository}`;
  });
  return [...new Set(repositories)]
    .filter((repository) => !listed.has(repository))
    .map((repository) => ({
      where: `environments.${environment.name}`,
      what: `the chart runs ${repository}, which no release fixes`,
      hint: 'list it under images in environments/application.ts',
    }));
}

interface Chart {
  readonly path: string;
  readonly version: string;
}

/** @param folder a temporary one, for the values */
async function lintFor(
  application: Application,
  environment: Environment,
  { path: chart, version }: Chart,
  folder: string,
): Promise<readonly Fault[]> {
  const values = helmValues(application, environment, { kind: 'exact', version });
  const file = join(folder, `${environment.name}.json`);
  await writeFile(file, JSON.stringify(values), { mode: 0o600 });
  const valueFiles = [...environment.valueFiles.map((path) => join(chart, path)), file];
  const options = [...valueFiles.map((path) => `--values=${path}`), `--namespace=${environment.namespace}`];
  const where = `environments.${environment.name}`;
  return refusedBy(where, async () => {
    await helm('lint', '--strict', ...options, chart);
    const rendered = await helm('template', application.releaseName, chart, ...options);
    return unlistedImages(application, environment, rendered);
  });
}

/**
 * Checks the application's chart: its metadata, its README, what Helm says of it with the values of every environment,
 * and with a base that its version was raised.
 *
 * @param base a branch, tag or commit
 * @throws UserError with all findings together
 */
export async function lintChart(
  { root, git }: Checkout,
  pipeline: Pipeline,
  base: string | undefined,
): Promise<Outcome> {
  const { application } = pipeline;
  // What an environment takes from Git is not this chart.
  const environments = pipeline.environments.filter(({ git }) => git === undefined);
  const files = await readChartFolder(join(root, application.chart.path));
  const metadata = readMetadata(files);
  const chart = { path: join(root, application.chart.path), version: metadata.version };
  // Once, so that a Helm that is missing is said once.
  await helm('version', '--short');
  const folder = await mkdtemp(join(tmpdir(), 'pipeline-lint-'));
  try {
    const faults = await Promise.all([
      metadata.maintainers?.length
        ? []
        : [
            {
              where: 'Chart.yaml: maintainers',
              what: 'names nobody',
              hint: 'say who is asked about the chart',
            },
          ],
      ownVersionFaults(root, application, files),
      readmeFaults(files),
      base === undefined
        ? []
        : faultsOf('--base', () => versionFaultsSince(git, base, application.chart.path, metadata)),
      ...environments.map((environment) =>
        faultsOf(`environments.${environment.name}`, () => lintFor(application, environment, chart, folder)),
      ),
    ]);
    if (faults.flat().length > 0) throw new UserError(faults.flat());
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const names = environments.map(({ name }) => name);
  return {
    text: `${metadata.name} ${metadata.version}: nothing to mend, with the values of ${names.join(', ')}`,
    data: { name: metadata.name, version: metadata.version, environments: names },
  };
}
