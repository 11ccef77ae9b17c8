import type { Environment } from '../../model/environment.ts';
import type { KubernetesObject } from './model.ts';

/**
 * The objects of one environment under the names that another one gives them, so that two environments can be
 * compared object by object. Only names and namespaces of the objects themselves are changed.
 */
export function underNamesOf(
  objects: readonly KubernetesObject[],
  from: Environment,
  to: Environment,
): KubernetesObject[] {
  const nameOf = (kind: string, name: string) => {
    if (kind === 'Namespace' && name === from.namespace) return to.namespace;
    return name.startsWith(from.application) ? to.application + name.slice(from.application.length) : name;
  };
  return objects.map((object) => {
    const { name, namespace, ...metadata } = object.metadata;
    return {
      ...object,
      metadata: {
        ...metadata,
        name: nameOf(object.kind, name),
        ...(namespace === undefined
          ? {}
          : { namespace: namespace === from.namespace ? to.namespace : namespace }),
      },
    };
  });
}
