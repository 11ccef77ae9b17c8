import { escapeMarkdown } from '../../github/markdown.ts';
import { table } from '../../outcome.ts';
import type { ScenarioResult } from '../run-scenario.ts';
import type { Run } from '../run-scenarios.ts';

/** Names the run that is shown. */
export interface Heading {
  readonly environment: string;
  readonly version: string;
}

const isWarned = ({ state, failures }: ScenarioResult) => state === 'passed' && failures.length > 0;

/** The failures of a scenario, and at which attempt it passed after them. */
const formatNote = (result: ScenarioResult): string => {
  const failures = result.failures.join('; ');
  return isWarned(result) ? `only at attempt ${result.failures.length + 1}: ${failures}` : failures;
};

const formatRow = (result: ScenarioResult): string[] => [
  result.name,
  isWarned(result) ? 'passed, retried' : result.state,
  `${(result.milliseconds / 1000).toFixed(1)} s`,
  formatNote(result),
];

const head = ['scenario', 'result', 'time', 'note'];

const conclusion = ({ environment, version }: Heading, { verdict }: Run) =>
  `e2e of ${version} in ${environment}: ${verdict.kind}: ${verdict.reason}`;

/** Renders a run for a terminal. */
export function renderText(heading: Heading, run: Run): string {
  const shown = run.results.length === 0 ? '' : `${table(head, run.results.map(formatRow))}\n\n`;
  return `${shown}${conclusion(heading, run)}`;
}

/** Renders a run as the Markdown of a GitHub job summary. */
export function renderSummary(heading: Heading, run: Run): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rows = run.results.map((result) => line(formatRow(result).map((cell) => escapeMarkdown(cell))));
  const lines = [line(head), line(head.map(() => '---')), ...rows];
  return `### ${escapeMarkdown(conclusion(heading, run))}\n\n${run.results.length === 0 ? '' : `${lines.join('\n')}\n`}`;
}
