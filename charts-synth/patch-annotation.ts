/**
 * Marks an object that belongs to others, such as Argo CD's own ConfigMap, of which the stack applies only some
 * keys. The annotation does not name the environment, because all environments must write the same value.
 */
export const patchAnnotation = 'release-pipeline/patch';
