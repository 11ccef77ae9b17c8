import type { Fault } from '../../model/errors.ts';
import { placeObjects } from './manifests/namespace.ts';
import type { KubernetesObject } from './model.ts';
import { redact } from './redact/redact.ts';
import type { RenderContext } from './render/render-context.ts';
import { renderObjects } from './render/render-objects.ts';
import { parseRenderRequest, type RenderRequest } from './render/request.ts';

/** Everything that one environment deploys on one side of a comparison. All lists are empty if it does not exist there. */
export interface DeployedObjects {
  /** The deployed release for people: `1.0.76`, `k8s/demo at v1.0.75`, `not deployed`. */
  readonly release: string;
  /** Objects that this program synthesizes. */
  readonly synthesized: readonly KubernetesObject[];
  /** Objects that the chart, or the Git path, is rendered to. */
  readonly rendered: readonly KubernetesObject[];
  /** Rendered objects that are malformed. */
  readonly faults: readonly Fault[];
}

const nothing: DeployedObjects = { release: 'not deployed', synthesized: [], rendered: [], faults: [] };

function describeRelease({ source }: RenderRequest): string {
  if (source.kind === 'folder') return source.folder;
  return source.kind === 'git' ? `${source.path} at ${source.revision}` : source.revision;
}

/**
 * Reads what an environment deploys: its synthesized objects, and the objects that its Argo CD Application renders to.
 * In both, secret values are replaced by salted digests.
 *
 * @param synthesized undefined if the environment does not exist on this side
 * @throws UserError, RegistryError or RenderFailure if it cannot be rendered
 */
export async function readDeployedObjects(
  synthesized: readonly KubernetesObject[] | undefined,
  context: RenderContext,
): Promise<DeployedObjects> {
  if (synthesized === undefined) return nothing;
  const key = await context.redactionKey();
  const redacted = synthesized.map((object) => redact(object, key));
  const application = synthesized.find(({ kind }) => kind === 'Application');
  if (application === undefined) return { ...nothing, release: 'no Application', synthesized: redacted };
  const request = parseRenderRequest(application);
  const { objects, faults } = await renderObjects(request, context);
  return {
    release: describeRelease(request),
    synthesized: redacted,
    rendered: placeObjects(objects, request.namespace),
    faults,
  };
}
