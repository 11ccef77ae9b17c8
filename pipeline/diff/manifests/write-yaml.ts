import { type Fields, isFields } from './fields.ts';

const first = ['apiVersion', 'kind', 'metadata', 'name', 'namespace', 'type', 'spec'];
const ranks = new Map(first.map((key, rank) => [key, rank]));
const rankOf = (key: string) => ranks.get(key) ?? first.length;

/** The usual order in a manifest: kind and name first, then the other keys alphabetically. */
const sortKeys = (keys: readonly string[]): string[] =>
  keys.toSorted((a, b) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1));

const plain = /^(?:[A-Za-z/_]|<(?=[a-z])|--?(?=[A-Za-z]))[\w./@+=,():<>% -]*$/;
const meansMore = /:(?: |$)| $|^(?:true|false|yes|no|on|off|null|y|n)$/i;
/** Characters that a terminal obeys or a reader cannot see: control characters, direction marks. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

const escaped = (character: string) => {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`;
};

const writeString = (text: string) =>
  plain.test(text) && !meansMore.test(text) ? text : JSON.stringify(text).replace(unprintable, escaped);

function writeScalar(value: unknown): string {
  if (typeof value === 'string') return writeString(value);
  if (Array.isArray(value)) return '[]';
  return isFields(value) ? '{}' : String(value);
}

/** Whether a text has several lines and no unprintable characters, so that it can be written as a block. */
const isBlock = (text: string) =>
  /\n(?!$)|[^\n]\n$/.test(text) &&
  !/^\s*$|\n[ \t]+\n*$/.test(text) &&
  text.replaceAll(/[\n\t]/g, '').search(unprintable) < 0;

function writeBlock(out: string[], lead: string, text: string, pad: string): void {
  const indentation = /^\n* /.test(text) ? '2' : '';
  const end = text.endsWith('\n\n') ? '+' : text.endsWith('\n') ? '' : '-';
  out.push(`${lead} |${indentation}${end}`);
  const lines = text.endsWith('\n') ? text.slice(0, -1) : text;
  for (const line of lines.split('\n')) out.push(line === '' ? '' : pad + line);
}

/**
 * @param lead the text before the value: a key with its colon, or the dash of an item
 * @param pad the indentation of the lines below
 */
function write(out: string[], lead: string, value: unknown, pad: string): void {
  if (typeof value === 'string' && isBlock(value)) writeBlock(out, lead, value, pad);
  else if (Array.isArray(value) && value.length > 0) {
    out.push(lead);
    for (const item of value) write(out, `${pad}-`, item, `${pad}  `);
  } else if (isFields(value) && Object.keys(value).length > 0) writeMap(out, lead, value, pad);
  else out.push(`${lead} ${writeScalar(value)}`);
}

/** The first key of a list item is on the line of its dash. */
function writeMap(out: string[], lead: string, fields: Fields, pad: string): void {
  const isItem = lead.endsWith('-');
  if (!isItem) out.push(lead);
  for (const [index, key] of sortKeys(Object.keys(fields)).entries()) {
    const before = isItem && index === 0 ? `${lead} ` : pad;
    write(out, `${before}${writeString(key)}:`, fields[key], `${pad}  `);
  }
}

/**
 * Writes a map as YAML that is compared line by line: equal maps give equal text, and strings of several lines become
 * blocks. Parsing the result gives the same map.
 */
export function writeYaml(fields: Fields): string {
  const out: string[] = [];
  for (const key of sortKeys(Object.keys(fields))) write(out, `${writeString(key)}:`, fields[key], '  ');
  return `${out.join('\n')}\n`;
}
