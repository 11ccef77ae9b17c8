import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { UserError } from '../model/errors.ts';
import { setUpEngines } from '../rehearsal/engines/index.ts';

const project = fileURLToPath(new URL('..', import.meta.url));

/** The part of jest's report (`--json`) that is read here. */
interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  /** Full names of the skipped tests, which contain the reason. */
  readonly skipped: readonly string[];
}

/** The counts of a report. A test file that cannot be loaded counts as one failed test. */
function countTests({ numPassedTests, numFailedTests, testResults }: JestReport): TestCounts {
  const notLoaded = testResults.filter(
    ({ assertionResults, message }) => assertionResults.length === 0 && message !== '',
  );
  return {
    passed: numPassedTests,
    failed: numFailedTests + notLoaded.length,
    skipped: testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ status }) => status === 'pending')
      .map(({ fullName }) => fullName),
  };
}

/**
 * Runs jest and shows its output. A crash counts as one failed test: a run without a readable report, or one that fails
 * without a failed test.
 */
async function runJest(...args: readonly string[]): Promise<TestCounts> {
  const folder = mkdtempSync(join(tmpdir(), 'jest-'));
  const outputFile = join(folder, 'report.json');
  try {
    const { exitCode, signal, originalMessage } = await execa(
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
    const end = signal ?? (exitCode === undefined ? originalMessage : `exit code ${exitCode}`);
    try {
      const counts = countTests(JSON.parse(readFileSync(outputFile, 'utf8')));
      if (counts.failed > 0 || exitCode === 0) return counts;
      console.error(`jest reported no failed test, but ended with ${end}. See its output above.`);
      return { ...counts, failed: 1 };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      console.error(`jest wrote no readable report (${reason}); it ended with ${end}. See its output above.`);
      return { passed: 0, failed: 1, skipped: [] };
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs the tests on real engines one after another, or skips them with the reason if there are no engines. */
async function runEngineTests(): Promise<TestCounts> {
  try {
    await setUpEngines();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { passed: 0, failed: 0, skipped: [`the tests on real engines: ${error.message}`] };
  }
  return runJest('--runInBand', '--testTimeout=60000', '--testPathPatterns=\\.engines\\.test\\.ts$');
}

const unitOnly = process.argv.includes('--unit');
const counts = [await runJest('--testPathIgnorePatterns=\\.engines\\.test\\.ts$')];
if (!unitOnly) counts.push(await runEngineTests());

const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
const skipped = counts.flatMap((count) => count.skipped);
if (skipped.length > 0) console.log(['', 'Skipped:', ...skipped.map((name) => `  ${name}`)].join('\n'));
console.log(`\n${passed} passed, ${failed} failed, ${skipped.length} skipped`);
process.exitCode = failed > 0 ? 1 : 0;
