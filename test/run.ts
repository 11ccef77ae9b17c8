import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { UserError } from '../model/errors.ts';
import { setUpEngines } from '../rehearsal/engines/index.ts';

const project = fileURLToPath(new URL('..', import.meta.url));

/** What jest writes of a run (`--json`), as far as it is read here. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

interface Outcome {
  readonly passed: number;
  readonly failed: number;
  /** Full names of the skipped tests; a name says why. */
  readonly skipped: readonly string[];
}

/** Runs jest with its own output shown. A file that does not even load counts as one failure. */
async function jest(...args: readonly string[]): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'jest-'));
  const outputFile = join(folder, 'report.json');
  try {
    await execa(
      'node',
      [
        '--experimental-vm-modules',
        'node_modules/jest/bin/jest.js',
        '--json',
        `--outputFile=${outputFile}`,
        ...args,
      ],
      {
        cwd: project,
        reject: false,
        stdin: 'ignore',
        stdout: 'ignore',
        stderr: 'inherit',
        env: { NODE_NO_WARNINGS: '1' },
      },
    );
    const report: Report = JSON.parse(readFileSync(outputFile, 'utf8'));
    const all = report.testResults.flatMap(({ assertionResults }) => assertionResults);
    const unloaded = report.testResults.filter(
      ({ assertionResults, message }) => assertionResults.length === 0 && message !== '',
    );
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests + unloaded.length,
      skipped: all.filter(({ status }) => status === 'pending').map(({ fullName }) => fullName),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The tests on real engines, one world after another; where there are no engines they are skipped, with the reason. */
async function engineTests(): Promise<Outcome> {
  try {
    await setUpEngines();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { passed: 0, failed: 0, skipped: [`the tests on real engines: ${error.message}`] };
  }
  return jest('--runInBand', '--testTimeout=60000', '--testPathPatterns=\\.engines\\.test\\.ts$');
}

const unitOnly = process.argv.includes('--unit');
const outcomes = [await jest('--testPathIgnorePatterns=\\.engines\\.test\\.ts$')];
if (!unitOnly) outcomes.push(await engineTests());

const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0);
const skipped = outcomes.flatMap((outcome) => outcome.skipped);
if (skipped.length > 0) console.log(['', 'Skipped:', ...skipped.map((name) => `  ${name}`)].join('\n'));
console.log(`\n${passed} passed, ${failed} failed, ${skipped.length} skipped`);
process.exitCode = failed > 0 ? 1 : 0;
