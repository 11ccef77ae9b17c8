import { escapeMarkdown } from '../../github/markdown.ts';
import { table } from '../../outcome.ts';
import type { ScenarioResult } from '../run-scenario.ts';
import type { Run } from '../run-scenarios.ts';

/** Which run is shown. */
export interface Heading {
  readonly environment: string;
  readonly version: string;
}

const isWarned = ({ state, unmet }: ScenarioResult) => state === 'passed' && unmet.length > 0;

/** What an attempt missed; a pass that took more than one says so. */
const noteOf = (result: ScenarioResult): string => {
  const unmet = result.unmet.join('; ');
  return isWarned(result) ? `only at attempt ${result.unmet.length + 1}: ${unmet}` : unmet;
};

const rowOf = (result: ScenarioResult): string[] => [
  result.name,
  isWarned(result) ? 'passed, retried' : result.state,
  `${(result.milliseconds / 1000).toFixed(1)} s`,
  noteOf(result),
];

const head = ['scenario', 'result', 'time', 'note'];

const conclusion = ({ environment, version }: Heading, { verdict }: Run) =>
  `e2e of ${version} in ${environment}: ${verdict.kind}: ${verdict.reason}`;

/** A run as a terminal shows it. */
export function renderText(heading: Heading, run: Run): string {
  const shown = run.results.length === 0 ? '' : `${table(head, run.results.map(rowOf))}\n\n`;
  return `${shown}${conclusion(heading, run)}`;
}

/** A run as a GitHub job summary. */
export function renderSummary(heading: Heading, run: Run): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rows = run.results.map((result) => line(rowOf(result).map((cell) => escapeMarkdown(cell))));
  const lines = [line(head), line(head.map(() => '---')), ...rows];
  return `### ${escapeMarkdown(conclusion(heading, run))}\n\n${run.results.length === 0 ? '' : `${lines.join('\n')}\n`}`;
}
