import { hotfixNotice } from '../../../model/hotfix.ts';
import type { Pin } from '../../../model/pin.ts';
import { formatPin } from '../../../model/pin.ts';
import type { GitHub } from '../../github/client.ts';
import type { Outcome } from '../../outcome.ts';
import type { Assessment } from '../assess-pin.ts';
import type { ReleaseContext } from '../context.ts';
import { formatFindings } from '../gates/finding.ts';
import type { Dora } from './dora.ts';
import { type EnvironmentStatus, readEnvironmentStatus } from './environment-status.ts';
import { foundValue, type Lookup } from './lookup.ts';
import type { Running } from './running.ts';

const firstLine = (text: string): string => text.split('\n')[0] ?? '';
const unknown = ({ missing }: { readonly missing: string }): string => `unknown: ${firstLine(missing)}`;
const formatLookup = <Value>(lookup: Lookup<Value>, format: (value: Value) => string): string =>
  'value' in lookup ? format(lookup.value) : unknown(lookup);

/** The digest of the pin is shown as its version. */
function describeRunning({ revision, sync, health, since }: Running, pin: Pin | undefined): string {
  const isPinned = pin?.kind === 'exact' && pin.digest === revision;
  const version = isPinned ? pin.version : revision || 'nothing';
  return `${version}, ${sync} and ${health}${since === undefined ? '' : `, since ${since}`}`;
}

const hours = (value: number | undefined): string =>
  value === undefined ? 'not measured' : `${value.toFixed(1)} h`;

const describeDora = (dora: Dora): string => {
  const { days, deployments, deploymentsPerWeek, leadTimeHours, changeFailureRate, timeToRestoreHours } =
    dora;
  const failures =
    changeFailureRate === undefined ? 'not measured' : `${Math.round(changeFailureRate * 100)} %`;
  return [
    `${deployments} in ${days} days (${deploymentsPerWeek.toFixed(1)} a week)`,
    `lead time ${hours(leadTimeHours)}`,
    `change failure rate ${failures}`,
    `time to restore ${hours(timeToRestoreHours)}`,
  ].join(', ');
};

const describeAssessment = ({ candidate, findings }: Assessment): string =>
  [
    `${candidate.pin.version}:`,
    ...formatFindings(findings)
      .split('\n')
      .map((line) => `  ${line}`.trimEnd()),
  ].join('\n');

function describeEnvironment(status: EnvironmentStatus): string {
  const { name, pin, hotfix, running, current, next, newestAllowed, drift, dora } = status;
  const pinned = foundValue(pin);
  const rejected = newestAllowed === undefined ? undefined : foundValue(newestAllowed)?.rejected;
  const rows: [string, string][] = [
    ['pin', formatLookup(pin, formatPin)],
    ['runs', formatLookup(running, (value) => describeRunning(value, pinned))],
    ...(hotfix === undefined || pinned === undefined
      ? []
      : [['hotfix', hotfixNotice(hotfix, pinned).replace(/^hotfix: /, '')] as [string, string]]),
    ...(newestAllowed === undefined
      ? []
      : [
          [
            'newest',
            formatLookup(newestAllowed, ({ version }) => version ?? 'none in the range is allowed'),
          ] as [string, string],
        ]),
    ...(rejected ?? []).map(({ version, actor, reason }): [string, string] => [
      'rejected',
      `${version} was rejected by ${actor}: ${reason}`,
    ]),
    [
      'github',
      formatLookup(drift, (faults) =>
        faults.length === 0 ? 'protected as in the file' : 'differs from the file:',
      ),
    ],
    ...(foundValue(drift) ?? []).map(({ where, what }): [string, string] => [
      '',
      [where, what].filter(Boolean).join(': '),
    ]),
    ...(dora === undefined ? [] : [['dora', formatLookup(dora, describeDora)] as [string, string]]),
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  return [
    name,
    ...rows.map(([label, text]) => `  ${label.padEnd(width)}  ${text}`),
    ...(current === undefined
      ? []
      : [`  pinned ${formatLookup(current, describeAssessment).replaceAll('\n', '\n  ')}`]),
    ...(next === undefined
      ? []
      : [`  next ${formatLookup(next, describeAssessment).replaceAll('\n', '\n  ')}`]),
  ].join('\n');
}

const dataOf = ({ current, next, ...status }: EnvironmentStatus) => {
  const judged = (lookup: Lookup<Assessment>) =>
    'value' in lookup
      ? { value: { version: lookup.value.candidate.pin.version, findings: lookup.value.findings } }
      : lookup;
  return {
    ...status,
    ...(current === undefined ? {} : { current: judged(current) }),
    ...(next === undefined ? {} : { next: judged(next) }),
  };
};

/**
 * Shows for every environment what runs in it, and why. What cannot be found out is unknown, with the reason.
 *
 * @param gitHub or why it cannot be asked
 */
export async function status(context: ReleaseContext, gitHub: Lookup<GitHub>): Promise<Outcome> {
  const { environments } = context.pipeline;
  const all = await Promise.all(
    environments.map((environment) => readEnvironmentStatus(context, environment, gitHub)),
  );
  return { text: all.map(describeEnvironment).join('\n\n'), data: { environments: all.map(dataOf) } };
}
