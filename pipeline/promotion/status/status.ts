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
const tell = <Value>(answer: Lookup<Value>, describe: (value: Value) => string): string =>
  'value' in answer ? describe(answer.value) : unknown(answer);

/** A digest is told as the version that it is pinned with. */
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
    ['pin', tell(pin, formatPin)],
    ['runs', tell(running, (value) => describeRunning(value, pinned))],
    ...(hotfix === undefined || pinned === undefined
      ? []
      : [['hotfix', hotfixNotice(hotfix, pinned).replace(/^hotfix: /, '')] as [string, string]]),
    ...(newestAllowed === undefined
      ? []
      : [['newest', tell(newestAllowed, ({ version }) => version ?? 'none is left')] as [string, string]]),
    ...(rejected ?? []).map(({ version, actor, reason }): [string, string] => [
      'held',
      `${version} was rejected by ${actor}: ${reason}`,
    ]),
    [
      'github',
      tell(drift, (faults) => (faults.length === 0 ? 'protected as the file says' : 'is otherwise:')),
    ],
    ...(foundValue(drift) ?? []).map(({ where, what }): [string, string] => [
      '',
      [where, what].filter(Boolean).join(': '),
    ]),
    ...(dora === undefined ? [] : [['dora', tell(dora, describeDora)] as [string, string]]),
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  return [
    name,
    ...rows.map(([label, text]) => `  ${label.padEnd(width)}  ${text}`),
    ...(current === undefined
      ? []
      : [`  pinned ${tell(current, describeAssessment).replaceAll('\n', '\n  ')}`]),
    ...(next === undefined ? [] : [`  next ${tell(next, describeAssessment).replaceAll('\n', '\n  ')}`]),
  ].join('\n');
}

const dataOf = ({ current, next, ...status }: EnvironmentStatus) => {
  const judged = (answer: Lookup<Assessment>) =>
    'value' in answer
      ? { value: { version: answer.value.candidate.pin.version, findings: answer.value.findings } }
      : answer;
  return {
    ...status,
    ...(current === undefined ? {} : { current: judged(current) }),
    ...(next === undefined ? {} : { next: judged(next) }),
  };
};

/**
 * Tells what is where, and why, of every environment; what nobody tells is said to be missing, and why.
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
