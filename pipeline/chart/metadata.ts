import { parse } from 'yaml';
import { z } from 'zod';
import { type Fault, UserError, userError } from '../../model/errors.ts';
import { isVersion } from '../../model/version.ts';
import { type ChartFiles, readText } from './files/files.ts';

const text = z.string('is not a text: put it in quotes');

const metadataSchema = z.looseObject({
  apiVersion: z.literal('v2', 'is not v2'),
  name: z.string('is not set').regex(/^[a-z0-9]+(?:[-._][a-z0-9]+)*$/, 'is not the name of a repository'),
  version: text.refine(isVersion, 'is not a version without build metadata, for instance 1.0.76'),
  appVersion: text.optional(),
  description: text.optional(),
  home: text.optional(),
  sources: z.array(text).optional(),
  maintainers: z.array(z.looseObject({ name: text, email: text.optional() })).optional(),
  dependencies: z.array(z.looseObject({ name: text })).optional(),
  annotations: z.record(z.string(), text).optional(),
});

/** The content of Chart.yaml (Helm 3, "The Chart.yaml File"); other fields are kept. */
export type ChartMetadata = z.output<typeof metadataSchema>;

function parseYaml(source: string): unknown {
  try {
    return parse(source);
  } catch (error) {
    const what = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw userError(what, { where: 'Chart.yaml' });
  }
}

const hasDependency = (files: ChartFiles, name: string) =>
  [...files.keys()].some(
    (path) =>
      path.startsWith(`charts/${name}/`) || (path.startsWith(`charts/${name}-`) && path.endsWith('.tgz')),
  );

/**
 * Reads a chart's Chart.yaml.
 *
 * @throws UserError with all faults together, also for dependencies that are missing in `charts/`
 */
export function readMetadata(files: ChartFiles): ChartMetadata {
  const source = readText(files, 'Chart.yaml');
  if (source === undefined) throw userError('there is no such file in the chart', { where: 'Chart.yaml' });
  const { data, error } = metadataSchema.safeParse(parseYaml(source));
  const faults: Fault[] = (error?.issues ?? []).map(({ path, message }) => ({
    where: `Chart.yaml: ${path.join('.')}`,
    what: message,
  }));
  const missing = (data?.dependencies ?? []).filter(({ name }) => !hasDependency(files, name));
  for (const { name } of missing) {
    faults.push({
      where: `charts/${name}`,
      what: 'is a dependency, but is missing',
      hint: 'run helm dependency build',
    });
  }
  if (data === undefined || faults.length > 0) throw new UserError(faults);
  return data;
}
