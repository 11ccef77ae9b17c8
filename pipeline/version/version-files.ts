import { posix } from 'node:path';
import { isScalar, parseDocument, type Scalar } from 'yaml';
import type { Application } from '../../model/application.ts';
import type { Fault } from '../../model/errors.ts';
import { isVersion } from '../../model/version.ts';
import type { Edits } from '../git/file-edits.ts';

/** The file at the root that holds the version. */
export const versionFile = 'VERSION';

/** The path of the chart's Chart.yaml. */
export const chartFile = ({ chart }: Application): string => posix.join(chart.path, 'Chart.yaml');

/** The version in the text of VERSION, or what is wrong with it. */
export function parseVersionFile(text: string): string | Fault {
  const version = text.replace(/\r?\n$/, '');
  if (isVersion(version)) return version;
  return {
    where: versionFile,
    what: `${JSON.stringify(version)} is not a version`,
    hint: 'it holds one version alone, for instance 1.0.76',
  };
}

const quotes: Readonly<Record<string, string>> = { PLAIN: '', QUOTE_SINGLE: "'", QUOTE_DOUBLE: '"' };
const chartKeys = ['version', 'appVersion'] as const;

interface ChartVersion {
  readonly key: (typeof chartKeys)[number];
  readonly version: string;
  readonly start: number;
  readonly end: number;
  readonly quote: string;
}

const locate = (key: ChartVersion['key'], { source, range, type }: Scalar): ChartVersion | Fault => {
  const quote = quotes[type ?? ''];
  return source !== undefined && range && quote !== undefined
    ? { key, version: source, start: range[0], end: range[1], quote }
    : { what: `${key} is not a text in one line` };
};

/** Where a chart says its versions, in the order of the file, or what is wrong with it. */
function findChartVersions(text: string): ChartVersion[] | Fault {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) return { what: error.message.split('\n')[0] ?? 'is not YAML' };
  const found = chartKeys.map((key) => {
    const node = document.get(key, true);
    return isScalar(node) ? locate(key, node) : { what: `has no ${key}` };
  });
  const versions = found.filter((each): each is ChartVersion => 'key' in each);
  return (
    found.find((each): each is Fault => 'what' in each) ?? versions.toSorted((a, b) => a.start - b.start)
  );
}

function withChartVersion(text: string, version: string): string | Fault {
  const found = findChartVersions(text);
  if (!Array.isArray(found)) return found;
  return found.reduceRight(
    (rest, { start, end, quote }) => rest.slice(0, start) + quote + version + quote + rest.slice(end),
    text,
  );
}

function withVersion(text: string, version: string): string | Fault {
  const present = parseVersionFile(text);
  return typeof present === 'string' ? text.replace(present, version) : present;
}

/** Writes a version where it stands: VERSION, and both versions of the chart. Every other byte stays. */
export const versionEdits = (application: Application, version: string): Edits =>
  new Map([
    [versionFile, (text) => withVersion(text, version)],
    [chartFile(application), (text) => withChartVersion(text, version)],
  ]);

/** What keeps VERSION and Chart.yaml from being the same version, given their texts. */
export function versionFaults(application: Application, versionText: string, chartText: string): Fault[] {
  const where = chartFile(application);
  const version = parseVersionFile(versionText);
  const found = findChartVersions(chartText);
  if (typeof version !== 'string' || !Array.isArray(found)) {
    const ofVersion = typeof version === 'string' ? [] : [version];
    return Array.isArray(found) ? ofVersion : [...ofVersion, { where, ...found }];
  }
  return found
    .filter((each) => each.version !== version)
    .map((each) => ({
      where,
      what: `${each.key} is ${each.version}, but VERSION is ${version}`,
      hint: 'make them the same, and commit that',
    }));
}
