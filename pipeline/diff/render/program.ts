import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { userError } from '../../../model/errors.ts';

/** Helm or kustomize on this machine. */
export interface Program {
  readonly name: string;
  readonly path: string;
  /** Changes with an upgrade. Made of path, size and time, because asking for the version would cost a process. */
  readonly identity: string;
}

const install = {
  helm: 'install Helm 3: https://helm.sh/docs/intro/install',
  kustomize: 'install kustomize 5: https://kubectl.docs.kubernetes.io/installation/kustomize',
};

/**
 * Finds the program that renders. As in a shell, a file that cannot be run is passed over.
 *
 * @param path folders, as in PATH
 * @throws UserError if it is in none of them
 */
export async function findProgram(name: keyof typeof install, path: string): Promise<Program> {
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const file = join(folder, name);
    try {
      await access(file, constants.X_OK);
      const { size, mtimeMs } = await stat(file);
      return { name, path: file, identity: [file, size, mtimeMs].join(' ') };
    } catch {}
  }
  throw userError('is not on PATH', { where: name, hint: install[name] });
}
