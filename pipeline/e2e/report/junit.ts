import type { ScenarioResult } from '../run-scenario.ts';
import type { Run } from '../run-scenarios.ts';
import type { Heading } from './text.ts';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Escapes text for XML 1.0, without the characters that XML does not allow. */
const escapeXml = (text: string): string =>
  text
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>"]/g, (found) => entities[found] ?? found);

const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(3);

const elements = { passed: 'flakyFailure', failed: 'failure', skipped: 'skipped' } as const;

/** A test case with an element for each failed attempt: `rerunFailure` from the second on, as Surefire writes them. */
function renderCase({ name, state, failures, milliseconds }: ScenarioResult): string {
  const element = (message: string, index: number) => {
    const tag = state === 'failed' && index > 0 ? 'rerunFailure' : elements[state];
    return `      <${tag} message="${escapeXml(message)}"/>\n`;
  };
  const open = `    <testcase classname="e2e" name="${escapeXml(name)}" time="${seconds(milliseconds)}"`;
  return failures.length === 0
    ? `${open}/>\n`
    : `${open}>\n${failures.map(element).join('')}    </testcase>\n`;
}

/** Renders a run as JUnit XML. An inconclusive run gets an additional error, so that no reader takes it for a pass. */
export function renderJUnit({ environment, version }: Heading, run: Run): string {
  const { verdict, results, startedAt, endedAt } = run;
  const count = (state: ScenarioResult['state']) => results.filter((each) => each.state === state).length;
  const isInconclusive = verdict.kind === 'inconclusive';
  const error = `    <testcase classname="e2e" name="conclusion" time="0.000">\n      <error message="${escapeXml(verdict.reason)}"/>\n    </testcase>\n`;
  const attributes = {
    name: `e2e ${environment} ${version}`,
    tests: results.length + (isInconclusive ? 1 : 0),
    failures: count('failed'),
    skipped: count('skipped'),
    errors: isInconclusive ? 1 : 0,
    timestamp: startedAt,
    time: seconds(Date.parse(endedAt) - Date.parse(startedAt)),
  };
  const written = Object.entries(attributes).map(([key, value]) => `${key}="${escapeXml(String(value))}"`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite ${written.join(' ')}>
${results.map(renderCase).join('')}${isInconclusive ? error : ''}  </testsuite>
</testsuites>
`;
}
