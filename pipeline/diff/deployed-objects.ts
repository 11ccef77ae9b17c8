import type { Fault } from '../../model/errors.ts';
import { placeObjects } from './manifests/namespace.ts';
import type { KubernetesObject } from './model.ts';
import { redact } from './redact/redact.ts';
import type { Surroundings } from './render/render-context.ts';
import { renderObjects } from './render/render-objects.ts';
import { type RenderRequest, renderRequestOf } from './render/request.ts';

/** What one environment deploys on one side of a comparison; nothing where it is not there. */
export interface Side {
  /** What is deployed, in words: `1.0.76`, `k8s/demo at v1.0.75`, `not there`. */
  readonly release: string;
  /** What the program synthesizes. */
  readonly synthesized: readonly KubernetesObject[];
  /** What the chart, or the Git path, is rendered to. */
  readonly rendered: readonly KubernetesObject[];
  /** What of the rendering is malformed. */
  readonly faults: readonly Fault[];
}

const nothing: Side = { release: 'not there', synthesized: [], rendered: [], faults: [] };

function releaseOf({ source }: RenderRequest): string {
  if (source.kind === 'folder') return source.folder;
  return source.kind === 'git' ? `${source.path} at ${source.revision}` : source.revision;
}

/**
 * Reads what an environment deploys: what is synthesized, and what that Argo CD Application makes of its chart. Secret
 * values are salted digests.
 *
 * @param synthesized undefined where the environment is not there
 * @throws UserError, RegistryError or RenderFailure when it cannot be rendered
 */
export async function readSide(
  synthesized: readonly KubernetesObject[] | undefined,
  surroundings: Surroundings,
): Promise<Side> {
  if (synthesized === undefined) return nothing;
  const key = await surroundings.redactionKey();
  const redacted = synthesized.map((object) => redact(object, key));
  const application = synthesized.find(({ kind }) => kind === 'Application');
  if (application === undefined) return { ...nothing, release: 'no Application', synthesized: redacted };
  const request = renderRequestOf(application);
  const { objects, faults } = await renderObjects(request, surroundings);
  return {
    release: releaseOf(request),
    synthesized: redacted,
    rendered: placeObjects(objects, request.namespace),
    faults,
  };
}
