import type { Environment } from '../../model/environment.ts';
import type { KubernetesObject } from './model.ts';

/**
 * Gives the objects of one environment the names and namespaces that another environment uses, so that the two can be
 * compared object by object. Only `metadata.name` and `metadata.namespace` change.
 */
export function translateNames(
  objects: readonly KubernetesObject[],
  from: Environment,
  to: Environment,
): KubernetesObject[] {
  const translateName = (kind: string, name: string) => {
    if (kind === 'Namespace' && name === from.namespace) return to.namespace;
    return name.startsWith(from.application) ? to.application + name.slice(from.application.length) : name;
  };
  return objects.map((object) => {
    const { name, namespace, ...metadata } = object.metadata;
    return {
      ...object,
      metadata: {
        ...metadata,
        name: translateName(object.kind, name),
        ...(namespace === undefined
          ? {}
          : { namespace: namespace === from.namespace ? to.namespace : namespace }),
      },
    };
  });
}
