import type { KubernetesObject } from '../model.ts';
import { type Fields, fieldAt, isFields, listAt, textAt } from './fields.ts';

const paths = [['spec'], ['spec', 'template', 'spec'], ['spec', 'jobTemplate', 'spec', 'template', 'spec']];

/**
 * The pod spec of an object: of a Pod, of a CronJob, or of any kind with a pod template (Deployment, StatefulSet,
 * DaemonSet, Job, kinds of other controllers).
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

/** All containers of a pod, init and ephemeral containers included. */
export const containersOf = (podSpec: Fields | undefined): Container[] =>
  ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) =>
    listAt(podSpec, list)
      .filter(isFields)
      .map((fields, index) => ({ name: textAt(fields, 'name') ?? `${list}[${index}]`, fields })),
  );
