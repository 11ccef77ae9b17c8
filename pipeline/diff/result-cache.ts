import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';

// Imported before anything else is: it needs nothing but Node, so that an answer that is known costs next to nothing.

/** What `pipeline diff` said, and how it ended. */
export interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** Who asked: the process, or what stands for it in a test. */
export interface Asked {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Of the terminal that is written to; undefined where it is none. */
  readonly columns: number | undefined;
}

/** Milliseconds. Nothing on this machine changes unseen; a tag or a branch on another one may, for so long. */
const freshness = 5 * 60_000;
const root = resolve(import.meta.dirname, '../..');
const folders = [
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
/** Git writes it anew whenever it looks at the working tree; nothing that is compared stands in it. */
const gitIndex = join(root, '.git', 'index');

const statOf = (path: string): Stats | undefined => statSync(path, { throwIfNoEntry: false });

function filesIn(folder: string, recursive: boolean): string[] {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => file !== gitIndex);
}

/** A file that is written, or replaced, has another one of these, as git's own index relies on. */
const stampOf = (path: string): string => {
  const { ino, size, mtimeMs, ctimeMs } = statOf(path) ?? {};
  return [path, ino, size, mtimeMs, ctimeMs].join(' ');
};

/** The checkout that a folder is in; the root of the file system where it is in none. */
const topOf = (folder: string): string =>
  existsSync(join(folder, '.git')) || folder === dirname(folder) ? folder : topOf(dirname(folder));

/**
 * Where the answer to a question is kept: under a name made of the question and of all on this machine that the answer
 * depends on, which is the program, the environments, the stack files, the refs of the checkout, the variables, and the
 * programs that render.
 *
 * @returns undefined where it is not known by heart: what is written to files or to GitHub, or asked in a linked
 * worktree or in another checkout than the program's own
 */
export function answerPath({ args, cwd, env, columns }: Asked): string | undefined {
  if (args.some((arg) => /^--(?:markdown|html|comment)/.test(arg)) || 'GIT_DIR' in env) return undefined;
  if (topOf(cwd) !== root || statOf(join(root, '.git'))?.isDirectory() !== true) return undefined;
  const watched = [
    ...folders.flatMap((folder) => filesIn(folder, true)),
    ...['', '.git'].flatMap((folder) => filesIn(folder, false)),
    join(root, 'node_modules', '.package-lock.json'),
    ...(env['PATH'] ?? '')
      .split(delimiter)
      .flatMap((folder) => ['helm', 'kustomize'].map((name) => join(folder, name))),
  ];
  const hash = createHash('sha256').update(JSON.stringify([args, cwd, env, columns, process.version]));
  for (const path of watched) hash.update(`${stampOf(path)}\n`);
  const cache = env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(cache, 'release-pipeline', 'answers', hash.digest('hex'));
}

/** The answer that is kept there, unless it is too old. */
export function recall(path: string, now: number): Answer | undefined {
  const age = now - (statOf(path)?.mtimeMs ?? 0);
  if (age < 0 || age > freshness) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // Damaged, or removed a moment ago: it is found again, and replaced.
    return undefined;
  }
}

/** Keeps an answer. It holds what was printed, in which no secret is shown. */
export async function remember(path: string, answer: Answer): Promise<void> {
  const { keep, prune } = await import('./render/cache-files.ts');
  await keep(path, JSON.stringify(answer));
  await prune(dirname(path), { entries: 50, bytes: 16 * 2 ** 20 });
}

/** The question that this process was asked. */
export const askedHere = (args: readonly string[]): Asked => ({
  args,
  cwd: process.cwd(),
  env: process.env,
  columns: process.stdout.isTTY ? process.stdout.columns : undefined,
});
