import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { htmlReport } from '../../../../pipeline/diff/report/html/page.ts';
import { helmError, nothing, partlyFailed, plant, promotion } from './sample.ts';

const folder = fileURLToPath(new URL('../../../../pipeline/diff/report/html', import.meta.url));
const tsc = fileURLToPath(new URL('../../../../node_modules/typescript/bin/tsc', import.meta.url));

describe('htmlReport', () => {
  it('has a policy that allows only its own style and script', () => {
    const page = htmlReport(promotion);
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1]?.replaceAll('&#39;', "'");
    const hashes = [/<style>(.*)<\/style>/s, /<script type="module">(.*)<\/script>/s].map((part) =>
      createHash('sha256')
        .update(part.exec(page)?.[1] ?? '')
        .digest('base64'),
    );
    expect(policy?.split('; ')).toEqual([
      "default-src 'none'",
      `style-src 'sha256-${hashes[0]}'`,
      `script-src 'sha256-${hashes[1]}'`,
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
    ]);
    expect(page).not.toMatch(/\b(src|srcset|href)="(?!#|data:,)|url\(|@import/);
  });

  it('shows the headline, then hazards, then the changes of each environment', () => {
    const page = htmlReport(promotion);
    const places = [
      '<h1>2 environments, 40 objects, 1 would lose data</h1>',
      'Data loss <span class="number">1</span></h3>',
      'Cannot be applied <span class="number">1</span></h3>',
      '<h2 id="environment-demo-staging">',
      '<h2 id="environment-demo">',
    ].map((part) => page.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('has the same markup whatever the texts contain', () => {
    const tags = (page: string) => page.match(/<[^>]*>/g)?.map((tag) => tag.replace(/"[^"]*"/g, '""'));
    const planted = htmlReport(plant(promotion, '</script></code>"\'><img src=x onerror=alert(1)>\u202e'));
    expect(tags(planted)).toEqual(tags(htmlReport(promotion)));
    expect(planted).not.toContain('\u202e');
  });

  it('shows why an environment failed, and all other environments', () => {
    const page = htmlReport(partlyFailed);
    expect(page).toContain(helmError.split('"')[0]);
    expect(page).toContain('<b class="failed">could not be rendered</b>');
    expect(page).toContain('<h2 id="environment-lab">');
  });

  it('has no search form if nothing changes', () => {
    expect(htmlReport(nothing)).toContain('<h1>nothing changes</h1>');
    expect(htmlReport(nothing)).not.toContain('<form');
  });

  it('has a script without type errors', () => {
    expect(execFileSync(process.execPath, [tsc, '--noEmit', '-p', folder], { encoding: 'utf8' })).toBe('');
  });
});
