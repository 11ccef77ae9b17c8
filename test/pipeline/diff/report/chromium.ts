import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { DiffReport } from '../../../../pipeline/diff/model.ts';
import { htmlReport } from '../../../../pipeline/diff/report/html/page.ts';
import { folderWith } from '../../../support/folder.ts';

/** The path of Chromium; undefined if it is not installed. */
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

/** Starts a headless Chromium with a new profile. */
export const launchChromium = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, args: quiet });

/** A report that is open in a browser. */
export interface OpenReport {
  readonly page: Page;
  /** The URLs that the page requested. */
  readonly requests: string[];
  /** The messages on the page's console, and its uncaught errors. */
  readonly messages: string[];
  readonly url: string;
}

export interface ReportOptions extends BrowserContextOptions {
  /** The hash of the URL: `#demo/ConfigMap/demo/a`. */
  readonly hash?: string;
}

/** Opens the page of a report from a file. */
export async function openReport(
  browser: Browser,
  report: DiffReport,
  { hash = '', ...options }: ReportOptions = {},
): Promise<OpenReport> {
  const folder = folderWith({ 'diff.html': htmlReport(report) });
  const url = `${pathToFileURL(join(folder, 'diff.html'))}`;
  const page = await browser.newPage(options);
  const [requests, messages]: [string[], string[]] = [[], []];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => messages.push(message.text()));
  page.on('pageerror', (error) => messages.push(error.message));
  await page.goto(url + hash);
  return { page, requests, messages, url };
}
