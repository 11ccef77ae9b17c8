import { objectKey } from '../manifests/object-id.ts';
import {
  type DiffReport,
  type EnvironmentDiff,
  type Hazard,
  type ObjectChange,
  type Severity,
  severities,
} from '../model.ts';

export const changeKinds = [
  'added',
  'changed',
  'removed',
  'renamed',
] as const satisfies ObjectChange['kind'][];

/** What happens to one object, or to several, with a hazard of each severity. */
const consequences: Readonly<Record<Severity, readonly [one: string, several: string]>> = {
  'data-loss': ['would lose data', 'would lose data'],
  'cannot-apply': ['cannot be applied', 'cannot be applied'],
  outage: ['would be unavailable', 'would be unavailable'],
  privilege: ['gains privileges', 'gain privileges'],
  caution: ['should be reviewed', 'should be reviewed'],
};

/** Whether only noise changes in an object, such as the label of the chart. */
const isNoise = ({ kind, diff }: ObjectChange): boolean => kind === 'changed' && diff === '';

/** Whether an environment could be compared and has no differences. */
export const isUnchanged = ({ changes, hazards, images, failure }: EnvironmentDiff): boolean =>
  failure === undefined && changes.length + hazards.length + images.length === 0;

/** `1 object`, `2 objects`. */
export const countNoun = (number: number, noun: string): string =>
  `${number} ${noun}${number === 1 ? '' : 's'}`;

/** Separates real changes from those that are only noise. */
export function separateNoise(changes: readonly ObjectChange[]): {
  readonly real: readonly ObjectChange[];
  readonly noisy: readonly ObjectChange[];
} {
  return { real: changes.filter((change) => !isNoise(change)), noisy: changes.filter(isNoise) };
}

/** How many objects are added, changed, removed and renamed, without those in which only noise changes. */
export function countChanges(changes: readonly ObjectChange[]): Record<ObjectChange['kind'], number> {
  const counts = { added: 0, changed: 0, removed: 0, renamed: 0 };
  for (const { kind } of separateNoise(changes).real) counts[kind] += 1;
  return counts;
}

/** How many hazards there are of each severity, the most severe first. Severities without hazards are left out. */
export function countHazards(hazards: readonly Hazard[]): readonly (readonly [Severity, number])[] {
  return severities.flatMap((severity) => {
    const number = hazards.filter((hazard) => hazard.severity === severity).length;
    return number === 0 ? [] : [[severity, number] as const];
  });
}

/** How many lines a unified diff adds and removes. */
export function countLines(diff: string): { readonly added: number; readonly removed: number } {
  const lines = diff.split('\n');
  const starting = (sign: string) => lines.filter((line) => line.startsWith(sign)).length;
  return { added: starting('+'), removed: starting('-') };
}

/** The noise of all changes, each once: `label helm.sh/chart, annotation checksum/config`. */
export const noiseTitles = (changes: readonly ObjectChange[]): string =>
  [...new Set(changes.flatMap(({ noise }) => noise))].join(', ');

/** How many objects have a hazard of the highest severity: `2 would lose data`; undefined if there is no hazard. */
function worstHazard({ environments }: DiffReport): string | undefined {
  for (const severity of severities) {
    const objects = environments.flatMap(({ environment, hazards }) =>
      hazards
        .filter((hazard) => hazard.severity === severity)
        .map(({ object }) => `${environment} ${objectKey(object)}`),
    );
    const number = new Set(objects).size;
    if (number > 0) return `${number} ${consequences[severity][number === 1 ? 0 : 1]}`;
  }
  return undefined;
}

/** The report in one line: `2 environments, 14 objects, 1 would lose data`, or `nothing changes`. */
export function headlineOf(report: DiffReport): string {
  const { environments } = report;
  if (environments.every(isUnchanged)) return 'nothing changes';
  const objects = environments.flatMap(({ changes }) => separateNoise(changes).real).length;
  const failed = environments.filter(({ failure }) => failure !== undefined).length;
  const hazard = worstHazard(report) ?? (failed === 0 ? 'no hazards' : undefined);
  return [
    countNoun(environments.length, 'environment'),
    countNoun(objects, 'object'),
    ...(hazard === undefined ? [] : [hazard]),
    ...(failed === 0 ? [] : [`${countNoun(failed, 'environment')} could not be rendered`]),
  ].join(', ');
}
