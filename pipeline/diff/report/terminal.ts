import { styleText } from 'node:util';
import { table } from '../../outcome.ts';
import { objectTitle } from '../manifests/object-id.ts';
import type { DiffReport, EnvironmentDiff, Hazard, ObjectChange, ObjectId, Severity } from '../model.ts';
import {
  changeKinds,
  countChanges,
  countHazards,
  countNoun,
  headlineOf,
  isUnchanged,
  noiseTitles,
  separateNoise,
} from './summary.ts';
import { shortenDigests, visible } from './text.ts';

interface TerminalOptions {
  /** Whether to use colours: the `hasColors()` of the stream, which honours NO_COLOR. */
  readonly colors: boolean;
  /** Columns. Sentences are wrapped to this width, and the lines of shortened diffs are cut. */
  readonly width: number;
  /** Do not shorten long diffs. */
  readonly full?: boolean;
}

type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

const maxDiffLines = 12;
const signs = { added: '+', changed: '~', removed: '-', renamed: '>' } as const;
const colors = { added: 'green', changed: 'yellow', removed: 'red', renamed: 'cyan' } as const;
const hazardColors: Readonly<Record<Severity, Parameters<typeof styleText>[0]>> = {
  'data-loss': ['bold', 'red'],
  'cannot-apply': 'red',
  outage: 'yellow',
  privilege: 'magenta',
  caution: 'cyan',
};

const show = (text: string) => visible(shortenDigests(text));
const showId = (id: ObjectId) => show(objectTitle(id));
const indent = (lines: readonly string[], by: number) => lines.map((line) => ' '.repeat(by) + line);

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function clip(line: string, width: number): string {
  const characters = [...line];
  return characters.length > width ? `${characters.slice(0, width - 1).join('')}…` : line;
}

function paintLine(line: string, paint: Paint): string {
  if (line.startsWith('+')) return paint('green', line);
  if (line.startsWith('-')) return paint('red', line);
  return line.startsWith('@@') ? paint('dim', line) : line;
}

function diffLines(diff: string, { width, full }: TerminalOptions, paint: Paint): string[] {
  const lines = diff === '' ? [] : visible(diff).split('\n');
  // Replacing a single line by "… 1 more lines" would save nothing.
  if (full || lines.length <= maxDiffLines + 1) return lines.map((line) => paintLine(line, paint));
  const shown = lines.slice(0, maxDiffLines).map((line) => paintLine(clip(line, width), paint));
  return [...shown, paint('dim', `… ${lines.length - maxDiffLines} more lines (shown with --full)`)];
}

function changeLines(change: ObjectChange, options: TerminalOptions, paint: Paint): string[] {
  const { kind, id, renamedFrom, noise, diff } = change;
  const from = renamedFrom === undefined ? '' : ` from ${showId(renamedFrom)}`;
  return [
    paint(colors[kind], `${signs[kind]} ${kind} ${showId(id)}${from}`),
    ...(noise.length === 0 ? [] : indent([paint('dim', `also changed: ${show(noise.join(', '))}`)], 2)),
    ...indent(diffLines(diff, { ...options, width: options.width - 6 }, paint), 2),
  ];
}

function hazardLines(hazard: Hazard, width: number, paint: Paint): string[] {
  return [
    `${paint(hazardColors[hazard.severity], hazard.severity)} ${showId(hazard.object)}`,
    ...indent(wrap(show(hazard.reason), width - 2), 2),
    ...indent(wrap(`What to do: ${show(hazard.hint)}`, width - 2), 2),
  ];
}

function environmentLines(diff: EnvironmentDiff, options: TerminalOptions, paint: Paint): string[] {
  const head = paint('bold', show(`${diff.environment}: ${diff.from.release} -> ${diff.to.release}`));
  const same = `${countNoun(diff.unchanged, 'object')} unchanged`;
  if (diff.failure !== undefined) {
    return [
      head,
      `  ${paint('red', 'could not be rendered')}`,
      ...indent(visible(diff.failure).split('\n'), 4),
      '',
    ];
  }
  if (isUnchanged(diff)) return [`${head}: nothing changes (${same})`, ''];
  const { real, noisy } = separateNoise(diff.changes);
  const images = diff.images.map(({ repository, from = 'none', to = 'none' }) =>
    [repository, from, '->', to].map(show),
  );
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', `  ${paint('bold', title)}`, ...indent(lines, 4)];
  return [
    head,
    ...section('Images', images.length === 0 ? [] : table(['', '', '', ''], images).split('\n').slice(1)),
    ...section(
      'Hazards',
      diff.hazards.flatMap((hazard) => hazardLines(hazard, options.width - 4, paint)),
    ),
    ...section('Changes', [
      ...real.flatMap((change) => changeLines(change, options, paint)),
      ...(noisy.length === 0
        ? []
        : [paint('dim', `${countNoun(noisy.length, 'object')} changed only in ${show(noiseTitles(noisy))}`)]),
      paint('dim', same),
    ]),
    '',
  ];
}

function summaryRow({ environment, from, to, changes, hazards, failure }: EnvironmentDiff): string[] {
  const counts = countChanges(changes);
  const found = countHazards(hazards).map(([severity, number]) => `${number} ${severity}`);
  return [
    ...[environment, from.release, to.release].map(show),
    ...changeKinds.map((kind) => (failure === undefined ? String(counts[kind]) : '?')),
    failure === undefined ? found.join(', ') || 'none' : 'could not be rendered',
  ];
}

/**
 * The report for a terminal: a summary, then each environment with its images, hazards and changes; or a single line if
 * nothing changes. It is readable without colours too.
 */
export function terminalReport(report: DiffReport, options: TerminalOptions): string {
  const paint: Paint = (style, text) =>
    options.colors ? styleText(style, text, { validateStream: false }) : text;
  const { title, environments } = report;
  if (environments.every(isUnchanged)) return `${show(title)}: ${headlineOf(report)}`;
  const head = ['environment', 'from', 'to', ...changeKinds, 'hazards'];
  return [
    show(title),
    paint('bold', headlineOf(report)),
    '',
    table(head, environments.map(summaryRow)),
    '',
    ...environments.flatMap((each) => environmentLines(each, options, paint)),
  ]
    .join('\n')
    .trimEnd();
}
