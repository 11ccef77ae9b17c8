/** Whether reading a file failed because it does not exist (ENOENT), or a parent in its path is not a folder (ENOTDIR). */
export const isMissingFile = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  (error.code === 'ENOENT' || error.code === 'ENOTDIR');

/** What a call of the file system returns; undefined if it failed because the file is missing. */
export async function ignoreMissing<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isMissingFile(error)) return undefined;
    throw error;
  }
}
