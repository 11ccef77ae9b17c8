import { RemoteError } from '../../model/errors.ts';
import { UnacceptableError } from './failure.ts';

const attempts = 3;

/**
 * Finds a resource or creates it, and never creates a second one: if its creation failed or its response was lost,
 * looks for it before creating it again. There is no wait between attempts, because the client waits between writes.
 *
 * @returns the resource, and whether it was created
 * @throws the last error of `create`
 */
export async function createOnce<Resource>(
  find: () => Promise<Resource | undefined>,
  create: () => Promise<Resource>,
): Promise<{ readonly resource: Resource; readonly created: boolean }> {
  const existing = await find();
  if (existing !== undefined) return { resource: existing, created: false };
  for (let attempt = 1; ; attempt++) {
    try {
      return { resource: await create(), created: true };
    } catch (error) {
      const isRefused = error instanceof UnacceptableError;
      if (!isRefused && !(error instanceof RemoteError)) throw error;
      const resource = await find();
      if (resource !== undefined) return { resource, created: true };
      if (isRefused || attempt === attempts) throw error;
    }
  }
}
