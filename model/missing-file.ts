/** Whether reading a file failed because it does not exist (ENOENT), or a parent in its path is not a folder (ENOTDIR). */
export const isMissingFile = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  (error.code === 'ENOENT' || error.code === 'ENOTDIR');
