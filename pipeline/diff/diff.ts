import pMap from 'p-map';
import { type Checked, invalid, valid } from '../../model/checked.ts';
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

/** The synthesized objects of an environment on both sides; undefined on a side where it does not exist. */
export interface EnvironmentComparison {
  readonly environment: string;
  readonly from: readonly KubernetesObject[] | undefined;
  readonly to: readonly KubernetesObject[] | undefined;
}

/** A hazard for each rendered object that is malformed, because Argo CD could not apply it. */
const malformedObjectHazards = ({ faults }: DeployedObjects): Hazard[] =>
  faults.map(({ where = '', what, hint = 'correct the template that renders it' }) => ({
    severity: 'cannot-apply',
    rule: 'malformed',
    object: { group: '', kind: 'manifest', namespace: '', name: where },
    reason: what,
    hint,
  }));

/** Compares what one environment deploys on both sides. */
function compareDeployedObjects(
  environment: string,
  from: DeployedObjects,
  to: DeployedObjects,
): EnvironmentDiff {
  const pipeline = compareObjects(from.synthesized, to.synthesized, 'pipeline');
  const application = compareObjects(from.rendered, to.rendered, 'application');
  const changes = [...pipeline.changes, ...application.changes];
  const before = [...from.synthesized, ...from.rendered];
  const after = [...to.synthesized, ...to.rendered];
  const hazards = [...findHazards({ before, after, changes }), ...malformedObjectHazards(to)];
  return {
    environment,
    from: { release: from.release },
    to: { release: to.release },
    images: imageChanges(from.rendered, to.rendered),
    changes,
    hazards: hazards.toSorted(bySeverity),
    unchanged: pipeline.unchanged + application.unchanged,
  };
}

/** What cannot be rendered is a failure of its environment alone. Every other error is a defect, and is thrown. */
async function tryToRead(
  synthesized: readonly KubernetesObject[] | undefined,
  context: RenderContext,
): Promise<Checked<DeployedObjects>> {
  try {
    return valid(await readDeployedObjects(synthesized, context));
  } catch (error) {
    if (error instanceof UserError) return invalid(...error.faults);
    if (error instanceof RegistryError || error instanceof RenderFailure)
      return invalid({ what: error.message });
    throw error;
  }
}

function failedDiff(
  environment: string,
  from: Checked<DeployedObjects>,
  to: Checked<DeployedObjects>,
): EnvironmentDiff {
  const failures = [from, to].flatMap(({ faults }) =>
    faults === undefined ? [] : [new UserError(faults).message],
  );
  return {
    environment,
    from: { release: from.value?.release ?? 'unknown' },
    to: { release: to.value?.release ?? 'unknown' },
    images: [],
    changes: [],
    hazards: [],
    unchanged: 0,
    failure: [...new Set(failures)].join('\n'),
  };
}

async function diffEnvironment({ environment, from, to }: EnvironmentComparison, context: RenderContext) {
  const [before, after] = await Promise.all([tryToRead(from, context), tryToRead(to, context)]);
  if (before.value === undefined || after.value === undefined)
    return { diff: failedDiff(environment, before, after), deployed: undefined };
  const diff = compareDeployedObjects(environment, before.value, after.value);
  return { diff, deployed: { environment, objects: after.value.rendered } };
}

/**
 * Compares what environments deploy on both sides, without a cluster. An environment that cannot be rendered says why in
 * its `failure`; the others are compared nevertheless.
 *
 * @returns one diff for each comparison, in the same order
 */
export async function diffEnvironments(
  comparisons: readonly EnvironmentComparison[],
  context: RenderContext,
): Promise<EnvironmentDiff[]> {
  const compared = await pMap(comparisons, (comparison) => diffEnvironment(comparison, context), {
    concurrency,
  });
  const sharedHosts = findSharedHosts(compared.flatMap(({ deployed }) => deployed ?? []));
  return compared.map(({ diff }) => {
    const shared = sharedHosts.filter(({ environment }) => environment === diff.environment);
    const hazards = [...diff.hazards, ...shared.map(({ hazard }) => hazard)].toSorted(bySeverity);
    return { ...diff, hazards };
  });
}
