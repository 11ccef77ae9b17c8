import { writeFile } from 'node:fs/promises';
import type { DiffReport } from './model.ts';

/** Where reports go, beside the terminal. */
export interface Outputs {
  /** Files. */
  readonly markdown?: string;
  readonly html?: string;
  /** JSON instead of text to stdout. */
  readonly json?: boolean;
  readonly full?: boolean;
}

/** GitHub's limit of a comment, in characters. */
const commentLimit = 65_536;

/** Prints a report and writes the files that are asked for; each form is loaded when it is needed. */
export async function writeReports(
  report: DiffReport,
  { markdown, html, json, full = false }: Outputs,
): Promise<void> {
  if (markdown !== undefined) {
    const { markdownReport } = await import('./report/markdown.ts');
    const rest = html ?? 'what pipeline diff --html <file> writes';
    await writeFile(markdown, markdownReport(report, { limit: commentLimit, rest }));
  }
  if (html !== undefined) {
    const { htmlReport } = await import('./report/html/page.ts');
    await writeFile(html, htmlReport(report));
  }
  if (json) {
    const { jsonReport } = await import('./report/json.ts');
    console.log(JSON.stringify(jsonReport(report), undefined, 2));
    return;
  }
  const { terminalReport } = await import('./report/terminal.ts');
  const { columns = 120 } = process.stdout;
  const colors = process.stdout.isTTY === true && process.stdout.hasColors();
  console.log(terminalReport(report, { colors, width: columns, full }));
}
