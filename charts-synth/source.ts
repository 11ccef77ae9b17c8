import { type Application, chartReference } from '../model/application.ts';
import type { Environment } from '../model/environment.ts';
import type { HelmValues } from '../model/helm-values.ts';
import type { Pin } from '../model/pin.ts';
import { imageTag } from '../model/version.ts';
import type { ApplicationSpecSource } from './imports/argoproj.io.js';
import { fingerprint } from './values.ts';

/** The address of the chart's repository for Argo CD's native OCI source. */
export const nativeRepository = (application: Application): string => `oci://${chartReference(application)}`;

/**
 * The revision that Argo CD reports in `.status.sync.revision` once it has compared this source; undefined if it
 * is unknown beforehand (a range, a branch).
 */
export function expectedRevision(environment: Environment, pin: Pin): string | undefined {
  if (environment.git !== undefined || pin.kind === 'range') return undefined;
  return pin.digest ?? pin.version;
}

function gitSource({ repoURL, path, tool, targetRevision }: NonNullable<Environment['git']>, pin: Pin) {
  const revision = targetRevision ?? (pin.kind === 'exact' ? imageTag(pin.version) : 'HEAD');
  return {
    repoUrl: repoURL,
    path,
    targetRevision: revision,
    ...(tool === 'kustomize' ? { kustomize: {} } : {}),
  };
}

function chartSource(application: Application, pin: Pin) {
  if (pin.kind === 'exact' && pin.digest !== undefined) {
    return { repoUrl: nativeRepository(application), path: '.', targetRevision: pin.digest };
  }
  const targetRevision = pin.kind === 'exact' ? pin.version : pin.range;
  return { repoUrl: application.chart.registry, chart: application.chart.name, targetRevision };
}

/**
 * The source of the Argo CD Application. Its name contains a fingerprint of what its revision does not cover (the
 * values, a range), by which a wait distinguishes the status for these values from an older one (see `wait.ts`).
 */
export function applicationSource(
  application: Application,
  environment: Environment,
  pin: Pin,
  values: HelmValues,
): ApplicationSpecSource & { name: string } {
  const { git, valueFiles } = environment;
  const name = `values-${fingerprint(pin.kind === 'range' ? { values, range: pin.range } : values)}`;
  const helm = {
    releaseName: application.releaseName,
    ...(valueFiles.length > 0 ? { valueFiles: [...valueFiles] } : {}),
    valuesObject: values,
  };
  if (git !== undefined) return { name, ...gitSource(git, pin), ...(git.tool === 'helm' ? { helm } : {}) };
  return { name, ...chartSource(application, pin), helm };
}
