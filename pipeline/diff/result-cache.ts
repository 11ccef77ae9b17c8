import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';

// main.js imports this file before anything else. It imports nothing but Node, so that a cached result is printed
// without loading the rest of the program.

/** What an earlier `pipeline diff` printed, and its exit code. */
export interface CachedResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** How the program was called. */
export interface Invocation {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Width of the terminal; undefined if stdout is not a terminal. */
  readonly columns: number | undefined;
}

/** Milliseconds. Local changes give another key; a tag or branch of a remote may move unnoticed for this long. */
const maxAge = 5 * 60_000;
const root = resolve(import.meta.dirname, '../..');
const watchedFolders = [
  'environments',
  'model',
  'stack',
  'http',
  'charts-synth',
  'pipeline',
  'helm',
  '.git/refs',
  '.git/reftable',
];
/** Not watched: git rewrites it whenever it reads the working tree, and no comparison depends on it. */
const gitIndex = join(root, '.git', 'index');

const hasCode = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;

/** @returns undefined if nothing is there, or if it is in a folder that this user may not read */
function statIfReadable(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    // PATH may name folders of other users, in which a program cannot be run either.
    if (hasCode(error, 'EACCES')) return undefined;
    throw error;
  }
}

function filesIn(folder: string, recursive: boolean): string[] {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => file !== gitIndex);
}

/** Changes whenever the file is written or replaced; git's own index relies on the same fields. */
const fileStamp = (path: string): string => {
  const { ino, size, mtimeMs, ctimeMs } = statIfReadable(path) ?? {};
  return [path, ino, size, mtimeMs, ctimeMs].join(' ');
};

/** The top of the checkout that contains a folder; `/` if none does. */
const topOfCheckout = (folder: string): string =>
  existsSync(join(folder, '.git')) || folder === dirname(folder) ? folder : topOfCheckout(dirname(folder));

/** How this process was called. */
export const currentInvocation = (args: readonly string[]): Invocation => ({
  args,
  cwd: process.cwd(),
  env: process.env,
  columns: process.stdout.isTTY ? process.stdout.columns : undefined,
});

/**
 * The key of a result: a digest of the invocation and of everything on this machine that the result depends on (the
 * program, the environments, the stack files, the refs of the checkout, the variables, Helm and kustomize).
 *
 * @returns 64 hexadecimal digits; undefined if the result must not be cached, because it is also written to files or to
 * GitHub, or because the command runs in a linked worktree or in a checkout other than the program's own
 */
export function cacheKey({ args, cwd, env, columns }: Invocation): string | undefined {
  if (args.some((arg) => /^--(?:markdown|html|comment)/.test(arg)) || 'GIT_DIR' in env) return undefined;
  if (topOfCheckout(cwd) !== root || statIfReadable(join(root, '.git'))?.isDirectory() !== true)
    return undefined;
  const watched = [
    ...watchedFolders.flatMap((folder) => filesIn(folder, true)),
    ...['', '.git'].flatMap((folder) => filesIn(folder, false)),
    join(root, 'node_modules', '.package-lock.json'),
    ...(env['PATH'] ?? '')
      .split(delimiter)
      .flatMap((folder) => ['helm', 'kustomize'].map((name) => join(folder, name))),
  ];
  const hash = createHash('sha256').update(JSON.stringify([args, cwd, env, columns, process.version]));
  for (const path of watched) hash.update(`${fileStamp(path)}\n`);
  return hash.digest('hex');
}

// As cacheFolder in render/cache-files.ts, which would import more than Node.
const resultFile = (key: string): string =>
  join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'release-pipeline', 'results', key);

/** @returns the cached result; undefined if there is none, if it is older than five minutes, or if it is damaged */
export function readResult(key: string): CachedResult | undefined {
  const path = resultFile(key);
  const age = Date.now() - (statIfReadable(path)?.mtimeMs ?? 0);
  if (age < 0 || age > maxAge) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    // Damaged, or removed by another process since: the caller compares again and replaces it.
    if (error instanceof SyntaxError || hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Caches a result. It holds only what was printed, in which secrets are redacted. */
export async function writeResult(key: string, result: CachedResult): Promise<void> {
  const { removeOldest, writeFileAtomically } = await import('./render/cache-files.ts');
  const path = resultFile(key);
  await writeFileAtomically(path, JSON.stringify(result));
  await removeOldest(dirname(path), { entries: 50, bytes: 16 * 2 ** 20 });
}
