import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { apiVersions, kubeVersion } from './cluster.ts';
import type { Program } from './program.ts';
import type { RenderRequest } from './request.ts';
import { type ProgramRun, runProgram } from './run-program.ts';
import type { SourceContent } from './sources/resolved-source.ts';

/** Values as JSON that is YAML too: what YAML 1.1 takes for the end of a line, or of the text, is escaped. */
const yamlOf = (values: object): string =>
  JSON.stringify(values).replace(
    /[\u2028\u2029\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16)}`,
  );

/**
 * Renders a chart as Argo CD's repo-server does: with hooks and CRDs, and `lookup` that finds nothing.
 *
 * @param valueFiles absolute paths, read before the request's own values
 * @returns YAML documents
 * @throws RenderFailure with Helm's own words
 */
export async function helmTemplate(
  program: Program,
  { path }: SourceContent,
  { releaseName, namespace, values }: Pick<RenderRequest, 'releaseName' | 'namespace' | 'values'>,
  valueFiles: readonly string[],
  run: ProgramRun,
): Promise<string> {
  const ownValues = join(run.folder, 'values.yaml');
  await writeFile(ownValues, yamlOf(values), { mode: 0o600 });
  const args = [
    ...['template', path, `--name-template=${releaseName}`],
    ...(namespace === '' ? [] : [`--namespace=${namespace}`]),
    `--kube-version=${kubeVersion}`,
    ...[...valueFiles, ownValues].map((file) => `--values=${file}`),
    ...apiVersions.map((version) => `--api-versions=${version}`),
    '--include-crds',
  ];
  return runProgram(program, args, run);
}
