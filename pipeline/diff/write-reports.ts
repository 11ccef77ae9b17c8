import { writeFile } from 'node:fs/promises';
import type { DiffReport } from './model.ts';

/** GitHub's limit of a comment, in characters. */
const commentLimit = 65_536;

/**
 * The report as a comment of a pull request.
 *
 * @param html the file that holds all of it, where there is one
 */
export async function commentOf(report: DiffReport, html: string | undefined): Promise<string> {
  const { markdownReport } = await import('./report/markdown.ts');
  return markdownReport(report, {
    limit: commentLimit,
    rest: html ?? 'what pipeline diff --html <file> writes',
  });
}

/** Writes the files that are asked for; each form is loaded when it is needed. */
export async function writeReports(
  report: DiffReport,
  { markdown, html }: { readonly markdown?: string; readonly html?: string },
): Promise<void> {
  if (markdown !== undefined) await writeFile(markdown, await commentOf(report, html));
  if (html !== undefined) {
    const { htmlReport } = await import('./report/html/page.ts');
    await writeFile(html, htmlReport(report));
  }
}

/** The report for stdout: text for the terminal that it is, or JSON. */
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
