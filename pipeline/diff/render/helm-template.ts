import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { apiVersions, kubeVersion } from './cluster.ts';
import type { Program } from './program.ts';
import type { RenderRequest } from './request.ts';
import { type ProgramRun, runProgram } from './run-program.ts';
import type { SourceContent } from './sources/resolved-source.ts';

/** Writes values as JSON that is also YAML 1.1, which takes these characters for line ends or for a byte order mark. */
const writeValues = (values: object): string =>
  JSON.stringify(values).replace(
    /[\u2028\u2029\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16)}`,
  );

/**
 * Renders a chart as Argo CD's repo-server does: hooks and CRDs are included, and `lookup` finds nothing.
 *
 * @param valueFiles absolute paths, read before the request's own values
 * @returns YAML documents
 * @throws RenderFailure with Helm's message
 */
export async function helmTemplate(
  program: Program,
  { path }: SourceContent,
  { releaseName, namespace, values }: Pick<RenderRequest, 'releaseName' | 'namespace' | 'values'>,
  valueFiles: readonly string[],
  run: ProgramRun,
): Promise<string> {
  const ownValues = join(run.folder, 'values.yaml');
  await writeFile(ownValues, writeValues(values), { mode: 0o600 });
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
