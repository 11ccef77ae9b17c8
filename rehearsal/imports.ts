import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { setUpEngines } from './engines/index.ts';

const crds = ['argocd-application-crd.yaml', 'argocd-appproject-crd.yaml'];
const project = fileURLToPath(new URL('..', import.meta.url));
const projectBinaries = { preferLocal: true, localDir: project, env: { CDK8S_CHECK_UPGRADE: 'false' } };

/**
 * Generates the cdk8s constructs for Argo CD's kinds from the pinned CRDs (`cdk8s import`). They are compiled to
 * JavaScript and declarations, because Node cannot strip the parameter properties that cdk8s generates.
 *
 * @returns content by file name
 */
export async function generateImports(): Promise<Record<string, string>> {
  const engines = await setUpEngines();
  // Inside the project, so that tsc resolves cdk8s.
  const folder = await mkdtemp(join(project, 'node_modules', '.imports-'));
  try {
    const documents = await Promise.all(crds.map((crd) => readFile(engines[crd] ?? '', 'utf8')));
    await writeFile(join(folder, 'argoproj.io.yaml'), documents.join('\n---\n'));
    await execa(
      projectBinaries,
    )`cdk8s import ${join(folder, 'argoproj.io.yaml')} --language typescript --output ${folder} --no-save`;
    await execa(
      projectBinaries,
    )`tsc --ignoreConfig --target es2022 --module nodenext --declaration --skipLibCheck ${join(folder, 'argoproj.io.ts')}`;
    const read = (name: string) => readFile(join(folder, name), 'utf8');
    return {
      'argoproj.io.js': await read('argoproj.io.js'),
      'argoproj.io.d.ts': await read('argoproj.io.d.ts'),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  for (const [name, content] of Object.entries(await generateImports())) {
    await writeFile(join(project, 'charts-synth', 'imports', name), content);
  }
}
