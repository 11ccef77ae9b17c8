import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { helmValues } from '../../../charts-synth/values.ts';
import type { Application } from '../../../model/application.ts';
import { faultsOf } from '../../../model/checked.ts';
import type { Environment } from '../../../model/environment.ts';
import { type Fault, UserError } from '../../../model/errors.ts';
import type { Pipeline } from '../../../model/pipeline.ts';
import type { Checkout } from '../../git/checkout.ts';
import { parseReference } from '../../oci/reference.ts';
import type { Outcome } from '../../outcome.ts';
import { helm } from '../../process/helm.ts';
import { ProcessError } from '../../process/run-process.ts';
import { readChartFolder } from '../files/folder.ts';
import { checkOwnVersion } from '../load.ts';
import { readMetadata } from '../metadata.ts';
import { checkReadme } from './readme.ts';
import { checkVersionRaised } from './version-rule.ts';

/** Runs a check, and returns the faults of a UserError that it throws, each with its own place or this one. */
async function catchFaults(
  where: string,
  action: () => Promise<readonly Fault[]>,
): Promise<readonly Fault[]> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.faults.map((fault) => ({ where, ...fault }));
  }
}

/** Runs Helm, and returns its error message as a fault. */
const catchHelmError = async (
  where: string,
  run: () => Promise<readonly Fault[]>,
): Promise<readonly Fault[]> => {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof ProcessError)) throw error;
    const output = `${error.stdout}${error.stderr}`.trim();
    return [{ where, what: output.replace(/^Error: /, '') || error.message }];
  }
};

function findImages(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(findImages);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'image' && typeof inner === 'string' ? [inner] : findImages(inner),
  );
}

/** Finds images that the chart runs but the application does not list, so that no lock contains them. */
function checkImages(application: Application, environment: Environment, rendered: string): Fault[] {
  const listed = new Set(Object.values(application.images));
  const images = parseAllDocuments(rendered).flatMap((document) => findImages(document.toJS()));
  const repositories = images.map((image) => {
    const { registry, repository } = parseReference(image);
    return `${registry}/${repository}`;
  });
  return [...new Set(repositories)]
    .filter((repository) => !listed.has(repository))
    .map((repository) => ({
      where: `environments.${environment.name}`,
      what: `the chart runs ${repository}, which the application does not list`,
      hint: 'add it to images in environments/application.ts',
    }));
}

interface Chart {
  readonly path: string;
  readonly version: string;
}

/** @param folder a temporary folder for the values */
async function lintEnvironment(
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
  return catchHelmError(where, async () => {
    await helm('lint', '--strict', ...options, chart);
    const rendered = await helm('template', application.releaseName, chart, ...options);
    return checkImages(application, environment, rendered);
  });
}

/**
 * Checks the application's chart: its metadata and README, with Helm and the values of every environment, and, if there
 * is a base, that its version was raised.
 *
 * @param base a branch, tag or commit
 * @throws UserError with all faults together
 */
export async function lintChart(
  { root, git }: Checkout,
  pipeline: Pipeline,
  base: string | undefined,
): Promise<Outcome> {
  const { application } = pipeline;
  // An environment from Git does not use this chart.
  const environments = pipeline.environments.filter(({ git }) => git === undefined);
  const files = await readChartFolder(join(root, application.chart.path));
  const metadata = readMetadata(files);
  const chart = { path: join(root, application.chart.path), version: metadata.version };
  // Reports only once that Helm is not installed.
  await helm('version', '--short');
  const folder = await mkdtemp(join(tmpdir(), 'pipeline-lint-'));
  try {
    const faults = await Promise.all([
      metadata.maintainers?.length
        ? []
        : [
            {
              where: 'Chart.yaml: maintainers',
              what: 'are missing',
              hint: 'list at least one maintainer',
            },
          ],
      checkOwnVersion(root, application, files).then((checked) => faultsOf(checked)),
      checkReadme(files),
      base === undefined
        ? []
        : catchFaults('--base', () => checkVersionRaised(git, base, application.chart.path, metadata)),
      ...environments.map((environment) =>
        catchFaults(`environments.${environment.name}`, () =>
          lintEnvironment(application, environment, chart, folder),
        ),
      ),
    ]);
    if (faults.flat().length > 0) throw new UserError(faults.flat());
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const names = environments.map(({ name }) => name);
  return {
    text: `${metadata.name} ${metadata.version}: no faults found with the values of ${names.join(', ')}`,
    data: { name: metadata.name, version: metadata.version, environments: names },
  };
}
