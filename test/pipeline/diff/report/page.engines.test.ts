import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { DiffReport } from '../../../../pipeline/diff/model.ts';
import { chromiumPath, launchChromium, type OpenReport, openReport, type ReportOptions } from './chromium.ts';
import { nothing, partlyFailed, plant, promotion, reportOf } from './sample.ts';

jest.setTimeout(60_000);

const suite = chromiumPath === undefined ? describe.skip : describe;
const reason = chromiumPath === undefined ? ' (skipped: there is no chromium on the PATH)' : '';
const lowContrastTexts = readFileSync(new URL('contrast.js', import.meta.url), 'utf8');
const backgroundColor = 'getComputedStyle(document.body).backgroundColor';
const ingress = 'demo/Ingress.networking.k8s.io/demo/serviceradar';
const database = 'demo/Cluster.postgresql.cnpg.io/demo/serviceradar-demo-db';

suite(`the HTML report in Chromium${reason}`, () => {
  let browser: Browser;
  let opened: OpenReport[] = [];

  beforeAll(async () => {
    browser = await launchChromium(chromiumPath ?? '');
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    const all = opened;
    opened = [];
    await Promise.all(all.map(({ page }) => page.close()));
    // In every test: the page requests nothing but itself, and has no errors.
    expect(all.flatMap(({ messages }) => messages)).toEqual([]);
    expect(all.map(({ requests }) => requests.map((each) => each.split('#')[0]))).toEqual(
      all.map(({ url }) => [url]),
    );
  });

  async function open(report: DiffReport, options?: ReportOptions) {
    const found = await openReport(browser, report, options);
    opened.push(found);
    return found.page;
  }

  const objects = (page: Page) => page.locator('details.object:visible');
  const hazards = (page: Page) => page.locator('.hazards li:visible');
  const images = (page: Page) => page.locator('tbody tr:visible');
  const counts = async (page: Page) => [
    await hazards(page).count(),
    await images(page).count(),
    await objects(page).count(),
  ];

  it('has landmarks, headings and labels for screen readers', async () => {
    const page = await open(promotion);
    for (const role of ['banner', 'navigation', 'search', 'main'] as const) {
      expect(await page.getByRole(role).count()).toBe(1);
    }
    expect(await page.getByRole('heading', { level: 1 }).allTextContents()).toEqual([
      '2 environments, 40 objects, 1 would lose data',
    ]);
    const levels = await page
      .locator('h1, h2, h3, h4')
      .evaluateAll((all) => all.map(({ tagName }) => tagName));
    expect(levels.slice(0, 3)).toEqual(['H1', 'H2', 'H3']);
    expect(await page.getByRole('searchbox', { name: 'Search' }).count()).toBe(1);
    expect(await page.getByRole('checkbox', { name: 'Data loss 1' }).count()).toBe(1);
    expect(await page.getByRole('group', { name: 'Hazards' }).count()).toBe(1);
  });

  it('filters objects, images and hazards by the typed words', async () => {
    const page = await open(promotion);
    expect(await counts(page)).toEqual([5, 34, 40]);
    await page.getByRole('searchbox').pressSequentially('OTEL gateway');
    expect(await counts(page)).toEqual([1, 0, 1]);
    expect(await page.getByRole('status').textContent()).toBe('1 of 40 objects');
    await page.getByRole('searchbox').fill('opentelemetry');
    expect(await counts(page)).toEqual([1, 1, 0]);
    await page.getByRole('searchbox').fill('nothing like it');
    expect(await counts(page)).toEqual([0, 0, 0]);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    expect(await counts(page)).toEqual([5, 34, 40]);
  });

  it('filters by severity and by kind of change', async () => {
    const page = await open(promotion);
    await page.getByRole('checkbox', { name: 'Data loss' }).check();
    expect(await counts(page)).toEqual([1, 34, 1]);
    await page.getByRole('checkbox', { name: 'Outage' }).check();
    expect(await counts(page)).toEqual([2, 34, 2]);
    await page.getByRole('checkbox', { name: 'removed' }).check();
    expect(await counts(page)).toEqual([1, 34, 1]);
    expect(await objects(page).locator('.name').textContent()).toBe('demo/serviceradar-core-data');
  });

  it('can be used with the keyboard alone', async () => {
    const page = await open(promotion);
    await page.keyboard.press('/');
    await page.keyboard.type('poller-config');
    expect(await page.getByRole('searchbox').inputValue()).toBe('poller-config');
    await objects(page).locator('summary').focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('.line.plus');
    expect(await objects(page).locator('.line.plus').count()).toBe(3);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Link to this object');
  });

  it('opens and closes all objects that the filters show', async () => {
    const page = await open(promotion);
    const all = page.locator('details.object[open]');
    await page.getByRole('checkbox', { name: 'added' }).check();
    await page.getByRole('button', { name: 'Open all' }).click();
    expect(await all.count()).toBe(1);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('button', { name: 'Open all' }).click();
    expect(await all.count()).toBe(40);
    await page.getByRole('button', { name: 'Close all' }).click();
    expect(await all.count()).toBe(0);
  });

  it('opens the object that the hash of the URL names', async () => {
    const page = await open(promotion, { hash: `#${database}` });
    expect(await page.locator('details.object[open] .name').allTextContents()).toEqual([
      'demo/serviceradar-demo-db',
    ]);
    expect(await page.locator('details[open] > summary:focus').count()).toBe(1);
  });

  it('opens the object of a hazard by its link, also when it was closed or is hidden by a filter', async () => {
    const page = await open(promotion);
    const link = hazards(page).getByRole('link', { name: 'Cluster demo/serviceradar-demo-db' });
    const object = `details[open]:has([id="${database}"])`;
    await link.click();
    await page.waitForSelector(object);
    await page.locator(object).locator('summary').click();
    await page.waitForSelector(object, { state: 'detached' });
    await link.click();
    await page.waitForSelector(object);
    await page.getByRole('checkbox', { name: 'Data loss' }).check();
    await page.goto(`${page.url().split('#')[0]}#${ingress}`);
    await page.waitForSelector(`details[open] > [id="${ingress}"]:focus`);
    expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(0);
  });

  it('follows the colour scheme of the system, unless one is chosen', async () => {
    const [light, dark] = [
      await open(promotion, { colorScheme: 'light' }),
      await open(promotion, { colorScheme: 'dark' }),
    ];
    const [white, black] = [await light.evaluate(backgroundColor), await dark.evaluate(backgroundColor)];
    expect(white).not.toBe(black);
    await dark.getByRole('radio', { name: 'Light' }).check();
    expect(await dark.evaluate(backgroundColor)).toBe(white);
    await light.getByRole('radio', { name: 'Dark' }).check();
    expect(await light.evaluate(backgroundColor)).toBe(black);
  });

  it.each(['light', 'dark'] as const)(
    'has enough contrast in the %s scheme (WCAG 2.2 AA)',
    async (colorScheme) => {
      for (const report of [promotion, partlyFailed]) {
        const page = await open(report, { colorScheme, viewport: { width: 1280, height: 20_000 } });
        await page.getByRole('button', { name: 'Open all' }).click();
        await page.waitForSelector('.line.plus');
        expect(await page.evaluate(lowContrastTexts)).toEqual([]);
      }
    },
  );

  it.each([
    ['a promotion', promotion],
    ['a failed environment', partlyFailed],
    ['a comparison without changes', nothing],
    ['long names', plant(promotion, 'x'.repeat(200))],
  ])('fits on the screen of a phone with %s', async (_, report) => {
    const page = await open(report, { viewport: { width: 390, height: 800 } });
    await page.locator('details').evaluateAll((all) => {
      for (const each of all) each.setAttribute('open', '');
    });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  });

  it('does not run scripts that are in the text of an object', async () => {
    const planted =
      '</script></code></pre><img src=x onerror="document.title=\'run\'"><script>document.title="run"</script>';
    const page = await open(plant(promotion, planted));
    await page.getByRole('button', { name: 'Open all' }).click();
    await objects(page).first().scrollIntoViewIfNeeded();
    await page.waitForSelector('.line.plus');
    expect(await page.locator('img, script').count()).toBe(1);
    expect(await page.title()).toContain('origin/main');
    expect(await page.locator(`pre:has-text("size: 40Gi")`).first().textContent()).toContain(planted);
  });

  it('prints the content without the controls, in the light scheme', async () => {
    const page = await open(promotion, { hash: `#${database}`, colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('search').count()).toBe(0);
    expect(await objects(page).count()).toBe(40);
    expect(await page.evaluate('getComputedStyle(document.documentElement).colorScheme')).toBe('light');
  });

  it('stays usable with 5,000 open objects', async () => {
    const page = await open(reportOf(5_000));
    await page.getByRole('button', { name: 'Open all' }).click();
    expect(await page.locator('details.object[open]').count()).toBe(5_000);
    expect(await page.locator('.line').count()).toBeLessThan(5_000);
    await page.getByRole('searchbox').fill('service-4999');
    expect(await counts(page)).toEqual([0, 0, 1]);
    await page.waitForSelector('details:not([hidden]) .line.minus');
    expect(await page.getByRole('status').textContent()).toBe('1 of 5000 objects');
  });
});
