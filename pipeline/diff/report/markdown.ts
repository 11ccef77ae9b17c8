import { escapeMarkdown } from '../../github/markdown.ts';
import { objectTitle } from '../manifests/object-id.ts';
import type { DiffReport, EnvironmentDiff } from '../model.ts';
import { type Block, joinWithin } from './join-within.ts';
import { changeBlock, code, fence, heading, type ListLimits, table } from './markdown-parts.ts';
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

/** The invisible first line of the comment, by which the pipeline finds its comment again. */
export const diffMarker = '<!-- release-pipeline:diff -->';

// Tried in this order until the report fits: first the lists of objects are shortened, then tables and environments.
const levels: readonly ListLimits[] = [
  { objects: Infinity, rows: Infinity, environments: Infinity },
  { objects: 200, rows: Infinity, environments: Infinity },
  { objects: 50, rows: 100, environments: 100 },
  { objects: 5, rows: 20, environments: 20 },
  { objects: 0, rows: 5, environments: 5 },
  { objects: 0, rows: 0, environments: 0 },
];

function summaryTable(environments: readonly EnvironmentDiff[], limits: ListLimits): string {
  const head = ['Environment', 'From', 'To', 'Added', 'Changed', 'Removed', 'Renamed', 'Hazards'];
  const rows = environments.map(({ environment, from, to, changes, hazards, failure }) => {
    const counts = countChanges(changes);
    const found = countHazards(hazards).map(([severity, number]) => `${number} ${severity}`);
    return [
      `**${escapeMarkdown(environment)}**`,
      code(from.release),
      code(to.release),
      ...changeKinds.map((kind) => (failure === undefined ? String(counts[kind]) : '?')),
      failure === undefined ? found.join(', ') || 'none' : '**could not be rendered**',
    ];
  });
  return table(head, rows, limits.environments);
}

function imagesBlock({ images }: EnvironmentDiff, limits: ListLimits): string[] {
  if (images.length === 0) return [];
  const rows = images.map(({ repository, from, to }) => [
    code(repository),
    from === undefined ? 'none' : code(from),
    to === undefined ? 'none' : code(to),
  ]);
  return [
    `<details><summary>${countNoun(images.length, 'image')}</summary>\n\n${table(['Image', 'From', 'To'], rows, limits.rows)}\n\n</details>`,
  ];
}

function hazardsBlock({ hazards }: EnvironmentDiff, limits: ListLimits): string[] {
  const rows = hazards.map(({ severity, object, reason, hint }) => [
    `**${severity}**`,
    code(objectTitle(object)),
    escapeMarkdown(reason),
    escapeMarkdown(hint),
  ]);
  return rows.length === 0
    ? []
    : [table(['Hazard', 'Object', 'What changes', 'What to do'], rows, limits.rows)];
}

function environmentBlocks(diff: EnvironmentDiff, limits: ListLimits): Block[] {
  const { failure, changes, unchanged } = diff;
  if (failure !== undefined) {
    const short = `Could not be rendered: ${escapeMarkdown(failure)}`;
    return [heading(diff), { short, long: `Could not be rendered:\n\n${fence('text', failure)}` }];
  }
  const same = `${countNoun(unchanged, 'object')} unchanged.`;
  if (isUnchanged(diff)) return [heading(diff), `Nothing changes. ${same}`];
  const { real, noisy } = separateNoise(changes);
  const hidden = Math.max(real.length - limits.objects, 0);
  return [
    heading(diff),
    ...imagesBlock(diff, limits),
    ...hazardsBlock(diff, limits),
    ...real.slice(0, limits.objects).map(changeBlock),
    [
      ...(hidden === 0 ? [] : [`Not listed here: ${countNoun(hidden, 'object')}.`]),
      ...(noisy.length === 0
        ? []
        : [`${countNoun(noisy.length, 'object')} changed only in ${escapeMarkdown(noiseTitles(noisy))}.`]),
      same,
    ].join(' '),
  ];
}

function omissionNote(omittedDiffs: number, areListsCut: boolean, rest: string): string[] {
  const omitted = [
    ...(omittedDiffs === 0 ? [] : [`${countNoun(omittedDiffs, 'diff')} (the longest)`]),
    ...(areListsCut ? ['the ends of long lists'] : []),
  ];
  if (omitted.length === 0) return [];
  return [
    `> Shortened to fit into a comment, without ${omitted.join(' and ')}. Whole report: ${code(rest)}.`,
  ];
}

interface MarkdownOptions {
  /** Maximum length in UTF-16 code units (GitHub counts characters, of which there are never more); at least 8,000. */
  readonly limit: number;
  /** Where the whole report is: the name of a file or an artifact. */
  readonly rest: string;
}

/**
 * The report as the comment of a pull request, in GitHub Flavored Markdown, with `diffMarker` as its first line. If it
 * would be longer than the limit, the longest diffs are omitted, then the ends of long lists, and a note says so. No text
 * of an object can break the markup, mention a user or refer to an issue.
 *
 * @throws RangeError if the limit is too small for any report
 */
export function markdownReport(report: DiffReport, { limit, rest }: MarkdownOptions): string {
  const { title, environments } = report;
  const headline = headlineOf(report);
  if (environments.every(isUnchanged)) return `${diffMarker}\n${code(title)}: ${headline}.`;
  const write = (limits: ListLimits) => {
    const head = [`${diffMarker}\n## ${headline}`, code(title), summaryTable(environments, limits)];
    const shown = environments.slice(0, limits.environments);
    const body = shown.flatMap((environment) => environmentBlocks(environment, limits));
    return joinWithin(limit, head, body, (missing) => omissionNote(missing, limits !== levels[0], rest));
  };
  for (const limits of levels) {
    const text = write(limits);
    if (text !== undefined) return text;
  }
  throw new RangeError(`a limit of ${limit} characters is too small for a report`);
}
