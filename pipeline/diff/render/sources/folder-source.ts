import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UserError, userError } from '../../../../model/errors.ts';
import type { ResolvedSource } from './resolved-source.ts';

async function hashFolder(folder: string): Promise<string> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => !entry.isDirectory())
    .map((entry) => ({ path: join(entry.parentPath, entry.name), isFile: entry.isFile() }));
  const links = files.filter(({ isFile }) => !isFile);
  if (links.length > 0)
    throw new UserError(
      links.map(({ path }) => ({
        where: path,
        what: 'is a link',
        hint: 'put what it leads to in its place',
      })),
    );
  const hash = createHash('sha256');
  for (const path of files.map((file) => file.path).toSorted()) {
    const bytes = await readFile(path);
    hash.update(JSON.stringify([path.slice(folder.length), bytes.byteLength])).update(bytes);
  }
  return hash.digest('hex');
}

/**
 * A chart's folder on this machine, published or not.
 *
 * @throws UserError when there is no chart in it, or a link: what is behind it would not be seen to change
 */
export async function resolveFolder(folder: string): Promise<ResolvedSource> {
  const root = resolve(folder);
  if (!existsSync(join(root, 'Chart.yaml')))
    throw userError('is no chart: it has no Chart.yaml', { where: folder });
  return {
    id: `folder ${await hashFolder(root)}`,
    label: folder,
    tool: 'helm',
    fetchContent: async () => ({ root, path: root }),
  };
}
