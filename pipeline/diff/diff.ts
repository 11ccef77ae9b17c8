import pMap from 'p-map';
import { UserError } from '../../model/errors.ts';
import { RegistryError } from '../oci/transport/registry-error.ts';
import { compareObjects } from './compare/compare.ts';
import { imageChanges } from './compare/images.ts';
import { type DeployedObjects, readDeployedObjects } from './deployed-objects.ts';
import { bySeverity, findHazards } from './hazards/find.ts';
import { findSharedHosts } from './hazards/rules/hosts.ts';
import type { EnvironmentDiff, Hazard, KubernetesObject } from './model.ts';
import type { RenderContext } from './render/render-context.ts';
import { concurrency } from './render/render-objects.ts';
import { RenderFailure } from './render/run-program.ts';

/** An environment with what is synthesized for it on each side; undefined on the side where it is not there. */
export interface EnvironmentComparison {
  readonly environment: string;
  readonly from: readonly KubernetesObject[] | undefined;
  readonly to: readonly KubernetesObject[] | undefined;
}

/** What is malformed in what a chart renders to: Argo CD could not apply it. */
const hazardsOf = ({ faults }: DeployedObjects): Hazard[] =>
  faults.map(({ where = '', what, hint = 'mend the template that makes it' }) => ({
    severity: 'cannot-apply',
    rule: 'malformed',
    object: { group: '', kind: 'manifest', namespace: '', name: where },
    reason: what,
    hint,
  }));

/** Compares what two sides deploy. */
export function compareDeployedObjects(
  environment: string,
  from: DeployedObjects,
  to: DeployedObjects,
): EnvironmentDiff {
  const pipeline = compareObjects(from.synthesized, to.synthesized, 'pipeline');
  const application = compareObjects(from.rendered, to.rendered, 'application');
  const changes = [...pipeline.changes, ...application.changes];
  const before = [...from.synthesized, ...from.rendered];
  const after = [...to.synthesized, ...to.rendered];
  return {
    environment,
    from: { release: from.release },
    to: { release: to.release },
    images: imageChanges(from.rendered, to.rendered),
    changes,
    hazards: [...findHazards({ before, after, changes }), ...hazardsOf(to)].toSorted(bySeverity),
    unchanged: pipeline.unchanged + application.unchanged,
  };
}

/** A side that cannot be read is a failure of its environment; anything else is a defect. */
async function tryToRead(
  objects: EnvironmentComparison['from'],
  context: RenderContext,
): Promise<DeployedObjects | string> {
  try {
    return await readDeployedObjects(objects, context);
  } catch (error) {
    if (error instanceof UserError || error instanceof RegistryError || error instanceof RenderFailure)
      return error.message;
    throw error;
  }
}

const unknown = { release: 'unknown' };

async function diffEnvironment({ environment, from, to }: EnvironmentComparison, context: RenderContext) {
  const [before, after] = await Promise.all([tryToRead(from, context), tryToRead(to, context)]);
  if (typeof before !== 'string' && typeof after !== 'string')
    return { after, diff: compareDeployedObjects(environment, before, after) };
  const failures = [before, after].filter((side) => typeof side === 'string');
  const diff: EnvironmentDiff = {
    environment,
    from: typeof before === 'string' ? unknown : { release: before.release },
    to: typeof after === 'string' ? unknown : { release: after.release },
    images: [],
    changes: [],
    hazards: [],
    unchanged: 0,
    failure: [...new Set(failures)].join('\n'),
  };
  return { after: undefined, diff };
}

/**
 * Compares what environments deploy on two sides, without a cluster: each that cannot be rendered says why, and the
 * others are compared all the same.
 */
export async function diffEnvironments(
  comparisons: readonly EnvironmentComparison[],
  context: RenderContext,
): Promise<EnvironmentDiff[]> {
  const compared = await pMap(comparisons, (comparison) => diffEnvironment(comparison, context), {
    concurrency,
  });
  const deployed = compared.flatMap(({ after, diff: { environment } }) =>
    after === undefined ? [] : [{ environment, objects: after.rendered }],
  );
  const shared = findSharedHosts(deployed);
  return compared.map(({ diff }) => {
    const hosts = shared.filter(({ environment }) => environment === diff.environment);
    const hazards = [...diff.hazards, ...hosts.map(({ hazard }) => hazard)].toSorted(bySeverity);
    return { ...diff, hazards };
  });
}
