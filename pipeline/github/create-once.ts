import { RemoteError } from '../../model/errors.ts';
import { UnacceptableError } from './failure.ts';

const attempts = 3;

/**
 * Finds something, or creates it, and never a second one: when the answer to its creation was lost, or says that it
 * is there already, it is looked for before it is created again. The client keeps a distance between writes, which
 * is the wait.
 *
 * @returns what there is now, and whether there was none before
 * @throws what `create` threw last
 */
export async function createOnce<Thing>(
  find: () => Promise<Thing | undefined>,
  create: () => Promise<Thing>,
): Promise<{ readonly thing: Thing; readonly created: boolean }> {
  const known = await find();
  if (known !== undefined) return { thing: known, created: false };
  for (let attempt = 1; ; attempt++) {
    try {
      return { thing: await create(), created: true };
    } catch (error) {
      const isRefused = error instanceof UnacceptableError;
      if (!isRefused && !(error instanceof RemoteError)) throw error;
      const thing = await find();
      if (thing !== undefined) return { thing, created: true };
      if (isRefused || attempt === attempts) throw error;
    }
  }
}
