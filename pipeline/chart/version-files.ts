import { posix } from 'node:path';
import { isScalar, parseDocument, type Scalar } from 'yaml';
import type { Application } from '../../model/application.ts';
import {
  type Checked,
  combine,
  faultsOf,
  invalid,
  valid,
  validUnless,
  withPlace,
} from '../../model/checked.ts';
import { isVersion } from '../../model/version.ts';

/** The file in the root of the repository that holds the version. */
export const versionFile = 'VERSION';

/** The path of the chart's Chart.yaml in the repository. */
export const chartFile = ({ chart }: Application): string => posix.join(chart.path, 'Chart.yaml');

/** The version in the text of VERSION. */
export function parseVersionFile(text: string): Checked<string> {
  const version = text.replace(/\r?\n$/, '');
  if (isVersion(version)) return valid(version);
  return invalid({
    where: versionFile,
    what: `${JSON.stringify(version)} is not a version`,
    hint: 'write one version and nothing else, for instance 1.0.76',
  });
}

const quotes: Readonly<Record<string, string>> = { PLAIN: '', QUOTE_SINGLE: "'", QUOTE_DOUBLE: '"' };
const chartKeys = ['version', 'appVersion'] as const;

/** One of the two versions in Chart.yaml, with its place in the text. */
export interface ChartVersion {
  readonly key: (typeof chartKeys)[number];
  readonly version: string;
  readonly start: number;
  readonly end: number;
  /** The quotation mark around the version, or an empty text. */
  readonly quote: string;
}

function locateVersion(key: ChartVersion['key'], { source, range, type }: Scalar): Checked<ChartVersion> {
  const quote = quotes[type ?? ''];
  return source !== undefined && range && quote !== undefined
    ? valid({ key, version: source, start: range[0], end: range[1], quote })
    : invalid({ what: `${key} is not a text on one line` });
}

/** Finds `version` and `appVersion` in the text of Chart.yaml, in the order of the file. */
export function findChartVersions(text: string): Checked<readonly ChartVersion[]> {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) return invalid({ what: error.message.split('\n')[0] ?? 'is not YAML' });
  const located = chartKeys.map((key): Checked<ChartVersion> => {
    const node = document.get(key, true);
    return isScalar(node) ? locateVersion(key, node) : invalid({ what: `has no ${key}` });
  });
  const versions = located.flatMap(({ value }) => (value === undefined ? [] : [value]));
  return validUnless(
    faultsOf(...located),
    versions.toSorted((a, b) => a.start - b.start),
  );
}

/** The application's version, which must be the same in the texts of VERSION and Chart.yaml. */
export function checkVersionFiles(
  application: Application,
  versionText: string,
  chartText: string,
): Checked<string> {
  const where = chartFile(application);
  const { value, faults } = combine({
    version: parseVersionFile(versionText),
    inChart: withPlace(findChartVersions(chartText), () => where),
  });
  if (value === undefined) return { faults };
  const { version, inChart } = value;
  const different = inChart.filter((found) => found.version !== version);
  return validUnless(
    different.map((found) => ({
      where,
      what: `${found.key} is ${found.version}, but VERSION is ${version}`,
      hint: 'write the same version in both, and commit that',
    })),
    version,
  );
}
