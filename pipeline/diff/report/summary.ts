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

/** What an object would do under a hazard, for one object and for several. */
const consequences: Readonly<Record<Severity, readonly [one: string, several: string]>> = {
  'data-loss': ['would lose data', 'would lose data'],
  'cannot-apply': ['cannot be applied', 'cannot be applied'],
  outage: ['would fail', 'would fail'],
  privilege: ['gains privileges', 'gain privileges'],
  caution: ['wants a second look', 'want a second look'],
};

/** Whether nothing of an object changes but noise, such as the label of the chart. */
export const isNoise = ({ kind, diff }: ObjectChange): boolean => kind === 'changed' && diff === '';

/** Whether both sides of an environment are known, and are the same. */
export const isUnchanged = ({ changes, hazards, images, failure }: EnvironmentDiff): boolean =>
  failure === undefined && changes.length + hazards.length + images.length === 0;

/** `1 object`, `2 objects`. */
export const countNoun = (number: number, noun: string): string =>
  `${number} ${noun}${number === 1 ? '' : 's'}`;

/** The changes that mean something, and those that are only noise. */
export function separateNoise(changes: readonly ObjectChange[]): {
  readonly real: readonly ObjectChange[];
  readonly noisy: readonly ObjectChange[];
} {
  return { real: changes.filter((change) => !isNoise(change)), noisy: changes.filter(isNoise) };
}

/** How many objects change in each way, without those of which only noise does. */
export function countChanges(changes: readonly ObjectChange[]): Record<ObjectChange['kind'], number> {
  const counts = { added: 0, changed: 0, removed: 0, renamed: 0 };
  for (const { kind } of separateNoise(changes).real) counts[kind] += 1;
  return counts;
}

/** How many hazards there are of each severity that occurs, the most severe first. */
export function countHazards(hazards: readonly Hazard[]): readonly (readonly [Severity, number])[] {
  return severities.flatMap((severity) => {
    const number = hazards.filter((hazard) => hazard.severity === severity).length;
    return number === 0 ? [] : [[severity, number] as const];
  });
}

/** How many lines a diff takes away and adds. */
export function countLines(diff: string): { readonly added: number; readonly removed: number } {
  const lines = diff.split('\n');
  const starting = (sign: string) => lines.filter((line) => line.startsWith(sign)).length;
  return { added: starting('+'), removed: starting('-') };
}

/** What only noise changes in: `label helm.sh/chart, annotation checksum/config`. */
export const noiseTitles = (changes: readonly ObjectChange[]): string =>
  [...new Set(changes.flatMap(({ noise }) => noise))].join(', ');

/** What is worst of all that the hazards say, and of how many objects; undefined where there is none. */
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

/** The whole answer in one line: `2 environments, 14 objects, 1 would lose data`. */
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
