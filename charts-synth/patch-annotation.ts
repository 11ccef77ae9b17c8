/**
 * Marks an object that belongs to somebody else, such as Argo CD's own ConfigMap, of which the stack applies only some
 * keys. The field manager is not part of the object: environments share it, and must write the same.
 */
export const patchAnnotation = 'release-pipeline/patch';
