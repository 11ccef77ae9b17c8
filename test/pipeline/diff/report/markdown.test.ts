import { describe, expect, it } from '@jest/globals';
import { array, assert, constantFrom, integer, property, record, string } from 'fast-check';
import { type DiffReport, severities } from '../../../../pipeline/diff/model.ts';
import { diffMarker, markdownReport } from '../../../../pipeline/diff/report/markdown.ts';
import { changeKinds } from '../../../../pipeline/diff/report/summary.ts';
import { helmError, nothing, partlyFailed, plant, promotion, reportOf } from './sample.ts';

const options = { limit: 65_536, rest: 'diff.html' };

/** The lines that are not in a fenced block; fails if a fence is not closed. */
function outsideOfFences(markdown: string): string[] {
  let fence: string | undefined;
  const outside = markdown.split('\n').filter((line) => {
    if (fence === undefined) {
      fence = /^(`{3,})(diff|text)$/.exec(line)?.[1];
      return fence === undefined;
    }
    if (/^`+$/.test(line) && line.length >= fence.length) fence = undefined;
    return false;
  });
  expect(fence).toBeUndefined();
  return outside;
}

function expectWellFormed(markdown: string): void {
  const outside = outsideOfFences(markdown);
  const count = (tag: string) => outside.join('\n').split(tag).length - 1;
  expect(count('<details>')).toBe(count('</details>'));
  expect(markdown.isWellFormed()).toBe(true);
}

const text = string({
  unit: constantFrom(...'a`|@#<&\n\\\u202e😀', '```', '\ud800', '</details>'),
  maxLength: 60,
});
const objectId = record({ group: text, kind: text, namespace: text, name: text });
const anyReport = record<DiffReport>({
  title: text,
  environments: array(
    record({
      environment: text,
      from: record({ release: text }),
      to: record({ release: text }),
      images: array(record({ repository: text, from: text, to: text }), { maxLength: 150 }),
      changes: array(
        record({
          id: objectId,
          kind: constantFrom(...changeKinds),
          origin: constantFrom('pipeline' as const, 'application' as const),
          diff: array(text, { maxLength: 200 }).map((parts) => parts.join('')),
          noise: array(text, { maxLength: 3 }),
        }),
        { maxLength: 150 },
      ),
      hazards: array(
        record({
          severity: constantFrom(...severities),
          rule: text,
          object: objectId,
          reason: text,
          hint: text,
        }),
        { maxLength: 150 },
      ),
      unchanged: integer({ min: 0 }),
    }),
    { maxLength: 6 },
  ),
});

describe('markdownReport', () => {
  it('starts with the marker of the comment, the headline and the summary', () => {
    const lines = markdownReport(promotion, options).split('\n');
    expect(lines.slice(0, 2)).toEqual([diffMarker, '## 2 environments, 40 objects, 1 would lose data']);
    expect(lines).toContain(
      '| **demo** | <code>1\\.0\\.75\\@&#8203;sha256:53711735dbf9…</code> | <code>1\\.0\\.76\\@&#8203;sha256:33957fd1bb1d…</code> | 1 | 20 | 1 | 1 | 1 data-loss, 1 cannot-apply, 1 outage, 1 privilege, 1 caution |',
    );
  });

  it('shows images, then hazards, the most severe first, then diffs', () => {
    const markdown = markdownReport(promotion, options);
    const demo = markdown.slice(markdown.indexOf('### demo:'));
    const places = [
      '<summary>18 images</summary>',
      '| <code>otel/opentelemetry\\-collector</code> | none | <code>latest</code> |',
      '| **data-loss** | <code>PersistentVolumeClaim demo/serviceradar\\-core\\-data</code> | is removed:',
      '| **caution** |',
      '<details><summary>changed <code>Cluster demo/serviceradar-demo-db</code> +1 −1</summary>\n\n```diff\n@@ -14,5 +14,5 @@',
      '16 objects changed only in label app\\.kubernetes\\.io/version, label helm\\.sh/chart\\. 38 objects unchanged\\.'.replace(
        /\\\.( |$)/g,
        '.$1',
      ),
    ].map((part) => demo.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(markdown).not.toContain('Shortened');
  });

  it('is a single line if nothing changes', () => {
    expect(markdownReport(nothing, options)).toBe(
      `${diffMarker}\n<code>origin/main \\-&gt; working tree</code>: nothing changes.`,
    );
  });

  it('shows why an environment failed, and all other environments', () => {
    const markdown = markdownReport(partlyFailed, options);
    expect(markdown).toContain(`Could not be rendered:\n\n\`\`\`text\n${helmError}\n\`\`\``);
    expect(markdown).toContain('### lab:');
  });

  it('omits the longest diffs first, and says where the whole report is', () => {
    const [demo] = reportOf(3).environments;
    const lengths = [3_000, 9_000, 20];
    const changes = lengths.flatMap((length, i) =>
      (demo?.changes ?? []).slice(i, i + 1).map((change) => ({ ...change, diff: `+${'x'.repeat(length)}` })),
    );
    const report = { title: 'a', environments: demo === undefined ? [] : [{ ...demo, changes }] };
    const markdown = markdownReport(report, { ...options, limit: 9_000 });
    expect(markdown).toContain(
      'Shortened to fit into a comment, without 1 diff (the longest). Whole report: <code>diff\\.html</code>.',
    );
    expect(markdown).toContain('- changed <code>Deployment demo/service\\-1</code> +1 −0 (diff omitted)\n');
    expect([...markdown.matchAll(/^\+x+$/gm)].map(([diff]) => diff.length - 1)).toEqual([3_000, 20]);
  });

  it('counts the objects that it does not list', () => {
    const markdown = markdownReport(reportOf(5000), options);
    expect(markdown.length).toBeLessThanOrEqual(options.limit);
    expect(markdown).toMatch(/\nNot listed here: 4\d{3} objects\./);
    expect(markdown).toContain('and the ends of long lists');
    expectWellFormed(markdown);
  });

  it('lets no text of an object break the markup, mention a user or refer to an issue', () => {
    const markdown = markdownReport(
      plant(promotion, '\n\n````\n</details><img src=x> @team #12 | https://evil.example -->'),
      { ...options, limit: 1_000_000 },
    );
    expectWellFormed(markdown);
    const rest = outsideOfFences(markdown)
      .slice(1)
      .join('\n')
      .replace(/^<details><summary>.*<\/summary>$|^<\/details>$/gm, '')
      .replace(/<\/?code>|&#8203;|\\./g, ' ');
    expect(rest.match(/[<>@`]|(?<!^|#)#|:\/\//gm)).toBeNull();
    for (const line of markdown.split('\n').filter((each) => each.startsWith('| '))) {
      const cells = line.replace(/\\./g, '').split('|').length;
      expect([5, 6, 10]).toContain(cells);
    }
  });

  it('stays within the limit for any report', () => {
    assert(
      property(anyReport, integer({ min: 8_000, max: 80_000 }), (report, limit) => {
        const markdown = markdownReport(report, { limit, rest: 'a`b' });
        expect(markdown.length).toBeLessThanOrEqual(limit);
        expect(markdown.startsWith(diffMarker)).toBe(true);
        expectWellFormed(markdown);
      }),
      { numRuns: 60 },
    );
  });
});
