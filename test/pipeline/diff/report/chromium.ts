import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { DiffReport } from '../../../../pipeline/diff/model.ts';
import { htmlReport } from '../../../../pipeline/diff/report/html/page.ts';
import { folderWith } from '../../../support/folder.ts';

/** Path of the Chromium that is installed here; undefined where there is none. */
export const chromiumPath = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'chromium'))
  .find(existsSync);

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts Chromium, headless, with a profile of its own. */
export const launchChromium = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, args: quiet });

/** A report that is open in a browser. */
export interface OpenReport {
  readonly page: Page;
  /** What the page asked for, and what it complained about. */
  readonly requests: string[];
  readonly complaints: string[];
  readonly url: string;
}

export interface ReportOptions extends BrowserContextOptions {
  /** What the address names: `#demo/ConfigMap/demo/a`. */
  readonly hash?: string;
}

/** Opens the page of a report from a file, as one opens an artifact. */
export async function openReport(
  browser: Browser,
  report: DiffReport,
  { hash = '', ...options }: ReportOptions = {},
): Promise<OpenReport> {
  const folder = folderWith({ 'diff.html': htmlReport(report) });
  const url = `${pathToFileURL(join(folder, 'diff.html'))}`;
  const page = await browser.newPage(options);
  const [requests, complaints]: [string[], string[]] = [[], []];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(url + hash);
  return { page, requests, complaints, url };
}
