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
        hint: 'replace it with the file or folder that it points to',
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
 * Resolves a chart in a folder on this machine.
 *
 * @throws UserError if the folder has no chart, or contains a link, because a change behind a link would go unnoticed
 */
export async function resolveFolder(folder: string): Promise<ResolvedSource> {
  const root = resolve(folder);
  if (!existsSync(join(root, 'Chart.yaml')))
    throw userError('is not a chart: it has no Chart.yaml', { where: folder });
  return {
    id: `folder ${await hashFolder(root)}`,
    label: folder,
    tool: 'helm',
    fetchContent: async () => ({ root, path: root }),
  };
}
