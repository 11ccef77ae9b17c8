import { type Fault, UserError } from '../../../model/errors.ts';

interface Rule {
  readonly negated: boolean;
  readonly directoryOnly: boolean;
  readonly matches: (path: string) => boolean;
}

/** What Helm excludes from every chart. */
const defaults = ['templates/.?*'];

/**
 * Converts a pattern of Go's `filepath.Match`: `*` and `?` match within a name, `[a-z]` and `[^a-z]` are sets, and `\`
 * escapes.
 *
 * @throws SyntaxError
 */
function toRegExp(pattern: string): RegExp {
  const source = pattern.replace(/\\(.)|\[(\^?)([^\]]+)\]|[\s\S]/g, (part, quoted, negation, set) => {
    if (quoted !== undefined) return RegExp.escape(quoted);
    if (set !== undefined) return `[${negation}${set.replaceAll('[', '\\[')}]`;
    if (part === '[' || part === '\\') throw new SyntaxError(`${part} is not closed`);
    if (part === '*') return '[^/]*';
    return part === '?' ? '[^/]' : RegExp.escape(part);
  });
  return new RegExp(`^${source}$`, 'su');
}

function parseRule(line: string): Rule {
  if (line.includes('**')) throw new SyntaxError('Helm does not support **');
  const negated = line.startsWith('!');
  const body = negated ? line.slice(1) : line;
  const directoryOnly = body.endsWith('/');
  const pattern = directoryOnly ? body.slice(0, -1) : body;
  const expression = toRegExp(pattern.replace(/^\//, ''));
  const whole = pattern.includes('/');
  const matches = (path: string) => expression.test(whole ? path : path.slice(path.lastIndexOf('/') + 1));
  return { negated, directoryOnly, matches };
}

/**
 * Parses a chart's `.helmignore` by Helm's rules: a path is excluded if any rule excludes it, and a negated rule excludes
 * every path that it does not match.
 *
 * @returns whether a path inside the chart is excluded; a directory with everything in it
 * @throws UserError for a pattern that Helm does not support
 */
export function parseIgnore(text: string): (path: string, isDirectory: boolean) => boolean {
  const lines = [...text.split(/\r?\n/), ...defaults].map((line) => line.trim());
  const patterns = lines.filter((line) => line !== '' && !line.startsWith('#'));
  const faults: Fault[] = [];
  const rules = patterns.flatMap((pattern) => {
    try {
      return [parseRule(pattern)];
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      faults.push({ where: '.helmignore', what: `${pattern} is not a valid pattern: ${error.message}` });
      return [];
    }
  });
  if (faults.length > 0) throw new UserError(faults);
  return (path, isDirectory) =>
    rules.some(({ negated, directoryOnly, matches }) => {
      if (negated) return (directoryOnly && !isDirectory) || !matches(path);
      return (isDirectory || !directoryOnly) && matches(path);
    });
}
