import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'yaml';
import { imageTag } from '../../model/version.ts';
import { createGit, type Git } from '../../pipeline/git/git.ts';
import { readProjectName } from '../../stack/stack-file.ts';

/** A copy of the project in a git repository with an origin, where the rehearsal edits what a team would edit. */
export interface Checkout {
  readonly folder: string;
  readonly git: Git;
  /** Commits all changes, and pushes the branch. */
  readonly commit: (message: string) => Promise<void>;
  /** Writes a pin into `Pulumi.<stack>.yaml`; returns the changed line before and after, without indentation. */
  readonly setPin: (stack: string, pin: string) => Promise<{ before: string; after: string }>;
  /** Adds keys to `Pulumi.<stack>.yaml`; a key without a namespace gets the project's. */
  readonly addConfig: (stack: string, config: Readonly<Record<string, unknown>>) => Promise<void>;
  /**
   * Replaces the first occurrence of a text in a file.
   *
   * @throws Error when the file does not contain it
   */
  readonly edit: (file: string, from: string, to: string) => Promise<void>;
  readonly remove: () => Promise<void>;
}

const project = fileURLToPath(new URL('../..', import.meta.url));
const copiedPaths = [
  'environments',
  'model',
  'stack',
  'http',
  'charts-synth',
  'infra',
  'e2e',
  'helm',
  'pipeline',
  'package.json',
  'VERSION',
  'CHANGELOG.md',
  '.gitignore',
  'Pulumi.yaml',
  'Pulumi.demo.yaml',
  'Pulumi.demo-staging.yaml',
  'cdk8s.yaml',
];

/** Switches off what a user's own git configuration may add. */
const neutralConfig = { 'commit.gpgSign': 'false', 'tag.gpgSign': 'false', 'core.hooksPath': '/dev/null' };

async function createRepository(folder: string, origin: string): Promise<Git> {
  const git = createGit(folder);
  await git('init', '--quiet', '--bare', '--initial-branch=main', '--end-of-options', origin);
  await git('init', '--quiet', '--initial-branch=main');
  const config = { 'user.name': 'rehearsal', 'user.email': 'rehearsal@localhost', ...neutralConfig };
  for (const [key, value] of Object.entries(config)) await git('config', key, value);
  await git('remote', 'add', 'origin', origin);
  await writeFile(join(folder, '.git', 'info', 'exclude'), 'node_modules\n');
  return git;
}

/**
 * Copies the project's current files, with a link to its dependencies, into a new git repository in a temporary
 * folder. Its only commit is tagged with the version.
 */
export async function createCheckout(): Promise<Checkout> {
  const root = await mkdtemp(join(tmpdir(), 'rehearsal-checkout-'));
  const folder = join(root, 'checkout');
  for (const name of copiedPaths) await cp(join(project, name), join(folder, name), { recursive: true });
  await symlink(join(project, 'node_modules'), join(folder, 'node_modules'));
  const git = await createRepository(folder, join(root, 'origin.git'));
  const commit = async (message: string) => {
    await git('add', '--all');
    await git('commit', '--quiet', '--allow-empty', '--message', message);
    await git('push', '--quiet', 'origin', 'HEAD');
  };
  await commit('Add the application');
  await git('tag', imageTag((await readFile(join(folder, 'VERSION'), 'utf8')).trim()));
  await git('push', '--quiet', '--tags', 'origin');

  const replace = async (file: string, pattern: RegExp | string, to: (before: string) => string) => {
    const path = join(folder, file);
    const text = await readFile(path, 'utf8');
    const before =
      typeof pattern === 'string' ? (text.includes(pattern) ? pattern : undefined) : pattern.exec(text)?.[0];
    if (before === undefined) throw new Error(`${file} does not contain ${pattern}`);
    const after = to(before);
    await writeFile(
      path,
      text.replace(before, () => after),
    );
    return { before: before.trim(), after: after.trim() };
  };

  return {
    folder,
    git,
    commit,
    setPin: (stack, pin) =>
      replace(`Pulumi.${stack}.yaml`, /^ *\S+:version:.*$/m, (line) =>
        line.replace(/(:version:).*/, (_, key) => `${key} ${pin}`),
      ),
    addConfig: async (stack, config) => {
      const path = join(folder, `Pulumi.${stack}.yaml`);
      const document = parseDocument(await readFile(path, 'utf8'));
      const prefix = readProjectName(folder);
      for (const [key, value] of Object.entries(config))
        document.setIn(['config', key.includes(':') ? key : `${prefix}:${key}`], value);
      await writeFile(path, document.toString());
    },
    edit: async (file, from, to) => {
      await replace(file, from, () => to);
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
