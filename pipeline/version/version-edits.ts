import type { Application } from '../../model/application.ts';
import { type Checked, valid } from '../../model/checked.ts';
import { chartFile, findChartVersions, parseVersionFile, versionFile } from '../chart/version-files.ts';
import type { Edits } from '../git/file-edits.ts';

function replaceChartVersions(text: string, version: string): Checked<string> {
  const { value: found, faults } = findChartVersions(text);
  if (found === undefined) return { faults };
  return valid(
    found.reduceRight(
      (rest, { start, end, quote }) => rest.slice(0, start) + quote + version + quote + rest.slice(end),
      text,
    ),
  );
}

function replaceVersion(text: string, version: string): Checked<string> {
  const { value: current, faults } = parseVersionFile(text);
  return current === undefined ? { faults } : valid(text.replace(current, version));
}

/** Edits that replace the version in VERSION and both versions in Chart.yaml, and keep every other byte. */
export const versionEdits = (application: Application, version: string): Edits =>
  new Map([
    [versionFile, (text) => replaceVersion(text, version)],
    [chartFile(application), (text) => replaceChartVersions(text, version)],
  ]);
