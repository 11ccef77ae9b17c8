import { escapeMarkdown } from '../../github/markdown.ts';
import { objectTitle } from '../manifests/object-id.ts';
import type { DiffReport, EnvironmentDiff } from '../model.ts';
import { type Block, joinWithin } from './join-within.ts';
import { changeBlock, code, fence, heading, type Most, table } from './markdown-parts.ts';
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

/** The first line of the comment, by which it is found again; nobody sees it. */
export const diffMarker = '<!-- release-pipeline:diff -->';

// First the ends of lists of objects go, then those of hazards, and at last whole environments.
const levels: readonly Most[] = [
  { objects: Infinity, rows: Infinity, environments: Infinity },
  { objects: 200, rows: Infinity, environments: Infinity },
  { objects: 50, rows: 100, environments: 100 },
  { objects: 5, rows: 20, environments: 20 },
  { objects: 0, rows: 5, environments: 5 },
  { objects: 0, rows: 0, environments: 0 },
];

function summaryTable(environments: readonly EnvironmentDiff[], most: Most): string {
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
  return table(head, rows, most.environments);
}

function imagesBlock({ images }: EnvironmentDiff, most: Most): string[] {
  if (images.length === 0) return [];
  const rows = images.map(({ repository, from, to }) => [
    code(repository),
    from === undefined ? 'none' : code(from),
    to === undefined ? 'none' : code(to),
  ]);
  return [
    `<details><summary>${countNoun(images.length, 'image')}</summary>\n\n${table(['Image', 'From', 'To'], rows, most.rows)}\n\n</details>`,
  ];
}

function hazardsBlock({ hazards }: EnvironmentDiff, most: Most): string[] {
  const rows = hazards.map(({ severity, object, reason, hint }) => [
    `**${severity}**`,
    code(objectTitle(object)),
    escapeMarkdown(reason),
    escapeMarkdown(hint),
  ]);
  return rows.length === 0
    ? []
    : [table(['Hazard', 'Object', 'What changes', 'What to do'], rows, most.rows)];
}

function environmentBlocks(diff: EnvironmentDiff, most: Most): Block[] {
  const { failure, changes, unchanged } = diff;
  if (failure !== undefined) {
    const short = `Could not be rendered: ${escapeMarkdown(failure)}`;
    return [heading(diff), { short, long: `Could not be rendered:\n\n${fence('text', failure)}` }];
  }
  const same = `${countNoun(unchanged, 'object')} the same.`;
  if (isUnchanged(diff)) return [heading(diff), `Nothing changes. ${same}`];
  const { real, noisy } = separateNoise(changes);
  const hidden = Math.max(real.length - most.objects, 0);
  return [
    heading(diff),
    ...imagesBlock(diff, most),
    ...hazardsBlock(diff, most),
    ...real.slice(0, most.objects).map(changeBlock),
    [
      ...(hidden === 0 ? [] : [`${countNoun(hidden, 'object')} more, not listed here.`]),
      ...(noisy.length === 0
        ? []
        : [`${countNoun(noisy.length, 'object')} more, only in ${escapeMarkdown(noiseTitles(noisy))}.`]),
      same,
    ].join(' '),
  ];
}

function noteOf(missing: number, areListsCut: boolean, rest: string): string[] {
  if (missing === 0 && !areListsCut) return [];
  const lists = areListsCut ? ', and the ends of long lists' : '';
  return [
    `> Too long for a comment: left out are ${countNoun(missing, 'diff')}, the longest first${lists}. All of it is in ${code(rest)}.`,
  ];
}

interface MarkdownOptions {
  /** Most characters, counted in UTF-16 units, which are never fewer than GitHub counts; at least 8,000. */
  readonly limit: number;
  /** Where everything is: the name of a file or an artifact. */
  readonly rest: string;
}

/**
 * The report as the comment of a pull request, in GitHub Flavored Markdown, with `diffMarker` as its first line.
 * Where it would be longer than the limit, the longest diffs are left out first, then the ends of long lists; it says
 * which, and where they are. Nothing in the objects can break out of its place, mention anybody or refer to an issue.
 */
export function markdownReport(report: DiffReport, { limit, rest }: MarkdownOptions): string {
  const { title, environments } = report;
  const headline = headlineOf(report);
  if (environments.every(isUnchanged)) return `${diffMarker}\n${code(title)}: ${headline}.`;
  const write = (most: Most) => {
    const head = [`${diffMarker}\n## ${headline}`, code(title), summaryTable(environments, most)];
    const body = environments.slice(0, most.environments).flatMap((each) => environmentBlocks(each, most));
    return joinWithin(limit, head, body, (missing) => noteOf(missing, most !== levels[0], rest));
  };
  for (const most of levels) {
    const text = write(most);
    if (text !== undefined) return text;
  }
  throw new RangeError(`a limit of ${limit} characters is too small for a report`);
}
