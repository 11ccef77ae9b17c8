import { isSensitiveName } from './sensitive.ts';

/** Gives the text that replaces a secret. */
export type Hide = (secret: string | Uint8Array) => string;

const keyBlocks = /-----BEGIN ([A-Z0-9 ]{0,40}PRIVATE KEY)-----[\s\S]*?(?:-----END \1-----|$)/g;
const urlPasswords = /(\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@]{0,300}:)([^\s/@]{1,3000})(?=@)/gi;
// JSON web tokens, and the tokens of GitHub, GitLab, Slack and AWS.
const tokens =
  /(?<![\w-])(?:eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*|gh[opsur]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abp]-[\w-]{10,}|AKIA[A-Z0-9]{16})/g;

/** Hides secrets that are recognised by their form: private keys, passwords in URLs, well-known tokens. */
export const redactKnownForms = (text: string, hide: Hide): string =>
  text
    .replace(keyBlocks, (block) => hide(block))
    .replace(urlPasswords, (_, before: string, password: string) => before + hide(password))
    .replace(tokens, (token) => hide(token));

// In this order: a section of TOML or INI; `name: value` or `"name" = value`; `--name value`, or `name value` as a line.
const places = new RegExp(
  [
    String.raw`^[ \t]*\[+["']?(?<section>[\w.-]+)["']?\]+[ \t]*$`,
    String.raw`(?<![\w.-])-*(?<quote>["']?)(?<name>[A-Za-z_][\w.-]*)\k<quote>[ \t]*(?::=|=>|[:=])[ \t]*`,
    String.raw`(?:^[ \t]*|--)(?<directive>[A-Za-z_][\w.-]*)[ \t]+(?=\S)`,
  ].join('|'),
  'gm',
);

const tripleQuoted = /^("""|''')[\s\S]*?(?:\1|$)/;
const quoted = /^(?:"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S]|'')*')[^\s,;)}\]]*/;

/** The text from an opening bracket to its closing one, or to the end if nothing closes it. */
function bracketedText(text: string): string | undefined {
  if (!/^[[{]/.test(text)) return undefined;
  let depth = 0;
  for (const { 0: bracket, index } of text.matchAll(/[[\]{}]/g)) {
    depth += '[{'.includes(bracket) ? 1 : -1;
    if (depth === 0) return text.slice(0, index + 1);
  }
  return text;
}

/** The value that starts at an offset: quoted, in brackets, or the rest of the line with the indented lines below. */
function valueAt(text: string, offset: number): string {
  const rest = text.slice(offset);
  const closed = (tripleQuoted.exec(rest) ?? quoted.exec(rest))?.[0] ?? bracketedText(rest);
  if (closed !== undefined) return closed;
  const indent = /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1))?.[0] ?? '';
  const below = new RegExp(`^.*(?:\\n(?:${indent}(?:[ \\t]|- ).*|[ \\t]*(?=\\n)))*`);
  return (below.exec(rest)?.[0] ?? '').trimEnd();
}

/** Hides a value inside of its quotes, so that the text keeps its syntax. */
function hideValue(value: string, hide: Hide): string {
  const quote = /^(["'])[\s\S]*\1$/.exec(value)?.[1] ?? '';
  const inner = value.slice(quote.length, value.length - quote.length);
  return inner === '' ? value : `${quote}${hide(inner)}${quote}`;
}

/**
 * Hides the secrets in a configuration file or command: values with sensitive names in TOML, YAML, JSON, INI,
 * environment files and arguments, and secrets that are recognised by their form. If in doubt, it hides the value.
 */
export function redactText(text: string, hide: Hide): string {
  let result = '';
  let end = 0;
  let inSecretSection = false;
  for (const { index, 0: found, groups = {} } of text.matchAll(places)) {
    if (index < end) continue;
    const { section, name = groups['directive'] } = groups;
    if (section !== undefined) inSecretSection = isSensitiveName(section);
    if (name === undefined || !(inSecretSection || isSensitiveName(name))) continue;
    const begin = index + found.length;
    const value = valueAt(text, begin);
    result += text.slice(end, begin) + hideValue(value, hide);
    end = begin + value.length;
  }
  return redactKnownForms(result + text.slice(end), hide);
}
