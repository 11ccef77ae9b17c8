import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { userError } from '../../../model/errors.ts';
import { findProgram, type Program } from './program.ts';
import type { RenderContext } from './render-context.ts';
import type { RenderRequest, RenderSource } from './request.ts';
import { RenderFailure, runProgram } from './run-program.ts';
import type { ResolvedSource } from './sources/resolved-source.ts';

/** What Helm or kustomize printed for a request. */
export interface RenderedManifests {
  /** YAML documents, secrets included. */
  readonly text: string;
  /** Whether the same request always prints the same. False if a kustomization fetches something over the network. */
  readonly isRepeatable: boolean;
}

/** A request whose revision is resolved to fixed content, and the program that renders it. */
export interface ResolvedRequest {
  readonly source: ResolvedSource;
  readonly program: Program;
}

async function resolveSource(source: RenderSource, context: RenderContext): Promise<ResolvedSource> {
  switch (source.kind) {
    case 'chart':
      return (await import('./sources/chart-source.ts')).resolveChart(source, context);
    case 'git':
      return (await import('./sources/git-source.ts')).resolveGit(source, context);
    case 'folder':
      return (await import('./sources/folder-source.ts')).resolveFolder(source.folder);
  }
}

/**
 * Resolves the revision of a request, and finds the program that renders it.
 *
 * @throws UserError, RegistryError or RemoteError: see resolveChart, resolveGit, resolveFolder and findProgram
 */
export async function resolveRequest(
  { source }: RenderRequest,
  context: RenderContext,
): Promise<ResolvedRequest> {
  const resolved = await resolveSource(source, context);
  return { source: resolved, program: await findProgram(resolved.tool, context.path) };
}

async function runInFolder(
  folder: string,
  request: RenderRequest,
  resolved: ResolvedRequest,
  { path, timeout }: RenderContext,
): Promise<RenderedManifests> {
  const { source, program } = resolved;
  const content = await source.fetchContent(folder);
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

/**
 * Runs Helm or kustomize for a resolved request, in a temporary folder.
 *
 * @throws UserError, RegistryError or RemoteError, as renderManifests does
 */
export async function runRenderer(
  request: RenderRequest,
  resolved: ResolvedRequest,
  context: RenderContext,
): Promise<RenderedManifests> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'pipeline-render-')));
  try {
    return await runInFolder(folder, request, resolved, context);
  } catch (error) {
    if (!(error instanceof RenderFailure)) throw error;
    throw userError(`${resolved.program.name}: ${error.message}`, { where: resolved.source.label });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Renders an Application into YAML as Argo CD's repo-server does, with the real Helm or kustomize and without a cluster.
 * `renderObjects` does the same with parsing, redaction and a cache.
 *
 * @returns YAML documents, secrets included
 * @throws UserError if the source does not exist or does not render, with the message of Helm or kustomize
 * @throws RegistryError if the registry fails
 * @throws RemoteError if the Git repository cannot be read
 */
export async function renderManifests(request: RenderRequest, context: RenderContext): Promise<string> {
  const { text } = await runRenderer(request, await resolveRequest(request, context), context);
  return text;
}
