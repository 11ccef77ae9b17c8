import { writeFile } from 'node:fs/promises';
import type { DiffReport } from './model.ts';

/** GitHub's limit for a comment, in characters. */
const commentLimit = 65_536;

/**
 * The report as the comment of a pull request, within GitHub's limit.
 *
 * @param html the file that holds the whole report, named where the comment has to be shortened
 */
export async function pullRequestComment(report: DiffReport, html: string | undefined): Promise<string> {
  const { markdownReport } = await import('./report/markdown.ts');
  return markdownReport(report, {
    limit: commentLimit,
    rest: html ?? 'the page that pipeline diff --html <file> writes',
  });
}

/** Writes the requested files. Each format is loaded only when it is needed. */
export async function writeReports(
  report: DiffReport,
  { markdown, html }: { readonly markdown?: string; readonly html?: string },
): Promise<void> {
  if (markdown !== undefined) await writeFile(markdown, await pullRequestComment(report, html));
  if (html !== undefined) {
    const { htmlReport } = await import('./report/html/page.ts');
    await writeFile(html, htmlReport(report));
  }
}

/** The report for stdout: JSON, or text that fits the terminal. */
export async function printedReport(
  report: DiffReport,
  { json, full = false }: { readonly json?: boolean; readonly full?: boolean },
): Promise<string> {
  if (json) {
    const { jsonReport } = await import('./report/json.ts');
    return JSON.stringify(jsonReport(report), undefined, 2);
  }
  const { terminalReport } = await import('./report/terminal.ts');
  const { columns = 120 } = process.stdout;
  const colors = process.stdout.isTTY === true && process.stdout.hasColors();
  return terminalReport(report, { colors, width: columns, full });
}
