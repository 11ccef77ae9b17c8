import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { userError } from '../../../model/errors.ts';
import { findProgram, type Program } from './program.ts';
import type { Surroundings } from './render-context.ts';
import type { RenderRequest, RenderSource } from './request.ts';
import { RenderFailure, runProgram } from './run-program.ts';
import type { ResolvedSource } from './sources/resolved-source.ts';

/** What Helm or kustomize made of a request. */
export interface Rendered {
  readonly text: string;
  /** Whether the same request always gives the same text: not so where something is fetched on the way. */
  readonly isRepeatable: boolean;
}

/** A request whose source is fixed, and the program that renders it. */
export interface Ready {
  readonly source: ResolvedSource;
  readonly program: Program;
}

async function resolve(source: RenderSource, surroundings: Surroundings): Promise<ResolvedSource> {
  switch (source.kind) {
    case 'chart':
      return (await import('./sources/chart-source.ts')).resolveChart(source, surroundings);
    case 'git':
      return (await import('./sources/git-source.ts')).resolveGit(source, surroundings);
    case 'folder':
      return (await import('./sources/folder-source.ts')).resolveFolder(source.folder);
  }
}

/**
 * Finds out which content and which program a request means.
 *
 * @throws UserError, RegistryError, RemoteError: see resolveChart, resolveGit, resolveFolder and findProgram
 */
export async function prepare({ source }: RenderRequest, surroundings: Surroundings): Promise<Ready> {
  const resolved = await resolve(source, surroundings);
  return { source: resolved, program: await findProgram(resolved.tool, surroundings.path) };
}

async function runIn(folder: string, request: RenderRequest, ready: Ready, { path, timeout }: Surroundings) {
  const { source, program } = ready;
  const content = await source.layOut(folder);
  const run = { folder, path, timeout };
  if (source.tool === 'kustomize') {
    const { isSelfContained } = await import('./sources/kustomization-reach.ts');
    const isRepeatable = await isSelfContained(content.root, content.path);
    return { text: await runProgram(program, ['build', content.path], run), isRepeatable };
  }
  const { helmTemplate } = await import('./helm-template.ts');
  const { findValueFiles } = await import('./sources/value-files.ts');
  const valueFiles = await findValueFiles(content, request.valueFiles, folder, source.label);
  return { text: await helmTemplate(program, content, request, valueFiles, run), isRepeatable: true };
}

/** Renders what was prepared. @throws as `render` */
export async function renderPrepared(
  request: RenderRequest,
  ready: Ready,
  surroundings: Surroundings,
): Promise<Rendered> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'pipeline-render-')));
  try {
    return await runIn(folder, request, ready, surroundings);
  } catch (error) {
    if (!(error instanceof RenderFailure)) throw error;
    throw userError(`${ready.program.name}: ${error.message}`, { where: ready.source.label });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Renders an Application as Argo CD's repo-server does, with the real Helm or kustomize and without any cluster.
 *
 * @returns YAML documents, with whatever secrets are in them
 * @throws UserError where the source is not there, or does not render: with the program's own words, file and line
 * @throws RegistryError, RemoteError
 */
export async function render(request: RenderRequest, surroundings: Surroundings): Promise<string> {
  const { text } = await renderPrepared(request, await prepare(request, surroundings), surroundings);
  return text;
}
