import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { terminalReport } from '../../../../pipeline/diff/report/terminal.ts';
import { helmError, nothing, partlyFailed, plant, promotion } from './sample.ts';

const plain = { colors: false, width: 100 };

describe('terminalReport', () => {
  it('starts with the headline, and a summary of each environment', () => {
    const lines = terminalReport(promotion, plain).split('\n');
    expect(lines.slice(0, 2)).toEqual([
      'origin/main -> working tree',
      '2 environments, 40 objects, 1 would lose data',
    ]);
    expect(lines.find((line) => /^demo /.test(line))?.split(/ {2,}/)).toEqual([
      'demo',
      '1.0.75@sha256:53711735dbf9…',
      '1.0.76@sha256:33957fd1bb1d…',
      ...['1', '20', '1', '1'],
      '1 data-loss, 1 cannot-apply, 1 outage, 1 privilege, 1 caution',
    ]);
  });

  it('shows images, hazards and changes, in this order', () => {
    const text = terminalReport(promotion, plain);
    const demo = text.slice(text.indexOf('\ndemo: 1.0.75'));
    const places = [
      '  Images\n',
      'docker.io/library/busybox                         1.36                           ->   none',
      '  Hazards\n    data-loss PersistentVolumeClaim demo/serviceradar-core-data\n      is removed:',
      '      What to do: back up the data, or keep the object under its old name\n    cannot-apply Cluster',
      '  Changes\n',
      '    > renamed ConfigMap demo/serviceradar-poller-config from ConfigMap demo/serviceradar-poller\n',
      '      -    size: 100Gi\n      +    size: 40Gi\n',
      '    16 objects changed only in label app.kubernetes.io/version, label helm.sh/chart\n    38 objects unchanged',
    ].map((part) => demo.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places.toSpliced(5, 2)).toEqual(places.toSpliced(5, 2).toSorted((a, b) => a - b));
  });

  it('shortens long diffs, and shows them whole with full', () => {
    const last = '+        - name: ghcr-io-cred';
    const folded = terminalReport(promotion, plain);
    expect(folded).toContain('+apiVersion: apps/v1\n');
    expect(folded).toContain('      … 12 more lines (shown with --full)\n');
    expect(folded).not.toContain(last);
    const full = terminalReport(promotion, { ...plain, full: true });
    expect(full).toContain(last);
    expect(full).not.toContain('more lines');
  });

  it('wraps sentences to the width', () => {
    const hazard = terminalReport(promotion, { ...plain, width: 60 }).split('\n');
    const start = hazard.findIndex((line) => line.includes('spec.storage.size'));
    expect(hazard.slice(start, start + 3)).toEqual([
      '      spec.storage.size: 100Gi -> 40Gi; a volume cannot',
      '      shrink, and deleting it to make a smaller one loses',
      '      its data',
    ]);
  });

  it('has the same text with and without colours', () => {
    const coloured = terminalReport(promotion, { ...plain, colors: true });
    expect(coloured).toContain('\u001b[32m+    size: 40Gi\u001b[39m');
    expect(stripVTControlCharacters(coloured)).toBe(terminalReport(promotion, plain));
  });

  it('is a single line if nothing changes', () => {
    expect(terminalReport(nothing, plain)).toBe('origin/main -> working tree: nothing changes');
  });

  it('shows why an environment failed, and all other environments', () => {
    const text = terminalReport(partlyFailed, plain);
    for (const line of helmError.split('\n')) expect(text).toContain(`    ${line}\n`);
    expect(text).toContain('demo: 1.0.75 -> 1.0.75: nothing changes (57 objects unchanged)');
    expect(text).toContain('lab: 1.0.75 -> 1.0.76\n');
  });

  it.each([
    ['a promotion', promotion],
    ['a failed environment', partlyFailed],
    ['a comparison without changes', nothing],
  ])('prints no control characters that are in the texts of %s', (_, report) => {
    const text = terminalReport(plant(report, '\u001b[8m\r\u202e'), plain);
    expect(text).toContain('<U+001B>[8m<U+000D><U+202E>');
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\p{Cf}/u);
  });
});
