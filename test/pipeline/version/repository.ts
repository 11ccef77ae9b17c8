import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from '@jest/globals';
import { UserError } from '../../../model/errors.ts';
import type { Checkout } from '../../../pipeline/git/checkout.ts';
import { createGit, type Git } from '../../../pipeline/git/git.ts';
import { folderWith } from '../../support/folder.ts';

// Git without the config of this machine or of an outer git process.
for (const name of Object.keys(process.env)) if (name.startsWith('GIT_')) delete process.env[name];
const globalConfig = fileURLToPath(new URL('../../support/gitconfig', import.meta.url));
Object.assign(process.env, { GIT_CONFIG_GLOBAL: globalConfig, GIT_CONFIG_NOSYSTEM: '1' });

/** The shop's Chart.yaml, with formatting that a new version must keep. */
export const chartYaml = [
  '# The storefront.',
  'apiVersion: v2',
  'appVersion:   "1.0.76" # of the shop',
  "version: '1.0.76'",
  'name:    storefront',
  '',
].join('\n');

/** The files of the shop's repository at version 1.0.76. */
export const shopFiles: Readonly<Record<string, string>> = {
  VERSION: '1.0.76\n',
  'CHANGELOG.md': '# Changelog\n\n## [1.1.0]\n\n- More.\n\n## [1.0.76]\n\n- All.\n',
  'Pulumi.yaml': 'name: shop\n',
  'Pulumi.integration.yaml': 'config:\n  shop:version: "*"\n',
  'Pulumi.live.yaml': 'config:\n  # What runs.\n  shop:version: 1.0.76\n  kubernetes:context: live\n',
  'charts/storefront/Chart.yaml': chartYaml,
  'charts/storefront/values.yaml': 'tag: 1.0.76\n',
};

export interface Repository extends Checkout {
  readonly read: (path: string) => string;
  readonly write: (path: string, text: string) => void;
  /** Writes a file and commits it; returns the commit. */
  readonly commit: (message: string, path?: string, text?: string) => Promise<string>;
  readonly head: () => Promise<string>;
}

/** A repository in an existing folder. */
export function repositoryAt(root: string): Repository {
  const git = createGit(root);
  const head = () => git('rev-parse', 'HEAD');
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  let count = 0;
  return {
    root,
    git,
    head,
    write,
    read: (path) => readFileSync(join(root, path), 'utf8'),
    commit: async (message, path = 'work.txt', text = `${++count}`) => {
      write(path, text);
      await git('add', '--', path);
      await git('commit', '--quiet', `--message=${message}`);
      return head();
    },
  };
}

async function setUser(git: Git, name: string): Promise<void> {
  await git('config', 'user.name', name);
  await git('config', 'user.email', `${name.toLowerCase()}@acme.example`);
}

/** The shop's repository on `main`, by default with the tag v1.0.76. */
export async function createRepository(
  files: Readonly<Record<string, string>> = shopFiles,
  tags: readonly string[] = ['v1.0.76'],
): Promise<Repository> {
  const key = JSON.stringify([files, tags]);
  const original = originals.get(key) ?? createOriginal(files, tags);
  originals.set(key, original);
  const root = folderWith({});
  cpSync(await original, root, { recursive: true, preserveTimestamps: true });
  return repositoryAt(root);
}

/** The repositories that were made in this test file, to be copied: that is faster than seven runs of git. */
const originals = new Map<string, Promise<string>>();

async function createOriginal(
  files: Readonly<Record<string, string>>,
  tags: readonly string[],
): Promise<string> {
  const { root, git, write } = repositoryAt(mkdtempSync(join(tmpdir(), 'pipeline-test-original-')));
  for (const [path, text] of Object.entries(files)) write(path, text);
  await git('init', '--quiet', '--template=', '--initial-branch=main');
  await setUser(git, 'Ada');
  await git('add', '--all');
  await git('commit', '--quiet', '--message=chore: begin');
  for (const tag of tags) await git('tag', '--annotate', `--message=${tag}`, tag);
  return root;
}

afterAll(async () => {
  for (const root of await Promise.all(originals.values())) rmSync(root, { recursive: true, force: true });
});

/** Gives a repository a bare one as its origin, with its branch and tags. */
export async function createOrigin({ git }: Repository): Promise<Repository> {
  const origin = repositoryAt(folderWith({}));
  await origin.git('init', '--quiet', '--bare', '--initial-branch=main');
  await git('remote', 'add', 'origin', origin.root);
  await git('push', '--quiet', '--tags', '--set-upstream', 'origin', 'main');
  return origin;
}

/** A clone of an origin, of another user. */
export async function cloneOf(origin: Repository): Promise<Repository> {
  const clone = repositoryAt(folderWith({}));
  await clone.git('clone', '--quiet', origin.root, '.');
  await setUser(clone.git, 'Grace');
  return clone;
}

/** The state of a repository that a command may change: refs, HEAD, index and files. */
export async function stateOf({ git }: Repository): Promise<string> {
  const all = [
    git('for-each-ref'),
    git('symbolic-ref', 'HEAD').catch(() => git('rev-parse', 'HEAD')),
    git('status', '--porcelain'),
    git('diff', 'HEAD'),
  ];
  return (await Promise.all(all)).join('\n');
}

/** The UserError that an action throws. */
export async function refusalOf(action: Promise<unknown>): Promise<UserError> {
  try {
    await action;
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}
