import { helmValues } from '../../charts-synth/values.ts';
import { pipeline } from '../../environments/index.ts';
import type { HelmValues } from '../../model/helm-values.ts';
import { findEnvironment } from '../../model/pipeline.ts';

/** The Helm values of an environment of this repository at a version, or at range `*` if it follows versions. */
export function valuesOf(name: string, version: string): HelmValues {
  const environment = findEnvironment(pipeline, name);
  return helmValues(
    pipeline.application,
    environment,
    environment.follows ? { kind: 'range', range: '*' } : { kind: 'exact', version },
  );
}
