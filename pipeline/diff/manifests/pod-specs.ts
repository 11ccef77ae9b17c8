import { type Fields, fieldAt, isFields, listAt, textAt } from '../compare/fields.ts';
import type { KubernetesObject } from '../model.ts';

const paths = [['spec'], ['spec', 'template', 'spec'], ['spec', 'jobTemplate', 'spec', 'template', 'spec']];

/**
 * What the object's pods are made from, whatever its kind: of a Pod itself, of what has a template of pods
 * (Deployment, StatefulSet, DaemonSet, Job and others' kinds), of a CronJob.
 */
export function podSpecOf(object: KubernetesObject): Fields | undefined {
  for (const path of paths) {
    const spec = fieldAt(object, ...path);
    if (isFields(spec) && Array.isArray(spec['containers']) && (path.length > 1 || object.kind === 'Pod'))
      return spec;
  }
  return undefined;
}

export interface Container {
  /** Unique in its pod. */
  readonly name: string;
  readonly fields: Fields;
}

/** All containers of a pod, those that run first and those for a look inside too. */
export const containersOf = (podSpec: Fields | undefined): Container[] =>
  ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) =>
    listAt(podSpec, list)
      .filter(isFields)
      .map((fields, index) => ({ name: textAt(fields, 'name') ?? `${list}[${index}]`, fields })),
  );
