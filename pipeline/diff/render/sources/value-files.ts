import { readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { isAbsolute, join, posix, sep } from 'node:path';
import { type Fault, UserError, userError } from '../../../../model/errors.ts';
import { ignoreMissing } from '../../../../model/missing-file.ts';
import type { SourceContent } from './resolved-source.ts';

const missingFile = (name: string, label: string): Fault => ({
  where: `${label} ${name}`,
  what: 'there is no such values file',
  hint: 'name a file of the chart in valueFiles, or leave it out',
});

/** @returns undefined for a file that does not exist, or is outside of the chart or repository */
async function findInFolder({ root, path }: SourceContent, name: string): Promise<string | undefined> {
  const file = await ignoreMissing(realpath(isAbsolute(name) ? join(root, name) : join(path, name)));
  return file?.startsWith((await realpath(root)) + sep) ? file : undefined;
}

/** @returns for each name the unpacked file; undefined for one that is not in the archive */
async function unpackFromArchive(archive: string, names: readonly string[], folder: string, label: string) {
  const { readArchiveFiles } = await import('./archive-files.ts');
  const paths = names.map((name) => posix.normalize(name).replace(/^\/+/, ''));
  const files = await readArchiveFiles(await readFile(archive), new Set(paths)).catch((error: Error) => {
    throw userError(`the archive cannot be unpacked: ${error.message}`, { where: label });
  });
  return Promise.all(
    paths.map(async (path, index) => {
      const bytes = files.get(path);
      if (bytes === undefined) return undefined;
      const file = join(folder, `values-${index}.yaml`);
      await writeFile(file, bytes, { mode: 0o600 });
      return file;
    }),
  );
}

/**
 * Finds the values files that an Application names, as Argo CD does: relative to the chart, or with a leading slash
 * relative to the top of the repository.
 *
 * @param folder where files of an archive are unpacked to
 * @returns absolute paths, in the order of the names
 * @throws UserError for all files that do not exist, or are outside of the chart or repository
 */
export async function findValueFiles(
  content: SourceContent,
  names: readonly string[],
  folder: string,
  label: string,
): Promise<string[]> {
  if (names.length === 0) return [];
  const isArchive = (await stat(content.root)).isFile();
  const found = isArchive
    ? await unpackFromArchive(content.root, names, folder, label)
    : await Promise.all(names.map((name) => findInFolder(content, name)));
  const faults = names
    .filter((_, index) => found[index] === undefined)
    .map((name) => missingFile(name, label));
  if (faults.length > 0) throw new UserError(faults);
  return found.filter((file) => file !== undefined);
}
