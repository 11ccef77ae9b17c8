import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type GitHubStandIn, startGitHub } from '../../../rehearsal/github/server.ts';
import { folderWith } from '../../support/folder.ts';
import { runVerb } from '../../support/run-verb.ts';
import { password, startApplication } from '../e2e/plan.ts';

const project = fileURLToPath(new URL('../../..', import.meta.url));
const commit = 'c'.repeat(40);
const token = 'canary-of-the-token';
let gitHub: GitHubStandIn;

beforeAll(async () => {
  gitHub = await startGitHub({ repository: 'carverauto/serviceradar', users: [], token });
  gitHub.state.repositories[0]?.refs.set('refs/tags/v1.0.77', { type: 'commit', sha: commit });
});
afterAll(() => gitHub.close());

const faults = { '1.0.78': { acceptsAnyPassword: true } } as const;

/** Runs the verb, without evidence, against the stand-in of the application. */
async function runE2e(served: string, args: readonly string[], env: Record<string, string> = {}) {
  const { url } = await startApplication({ version: async () => served, faults });
  const folder = folderWith({ summary: '' });
  const whole = ['e2e', '--environment', 'demo-staging', '--no-evidence', '--deadline', '0s'];
  const { exitCode, stdout, stderr } = await runVerb(
    project,
    [...whole, '--junit', join(folder, 'junit.xml'), ...args],
    {
      ...{ SERVICERADAR_CORE_URL: url, SERVICERADAR_ADMIN_PASSWORD: password },
      ...{ GITHUB_TOKEN: '', GH_TOKEN: '', GITHUB_STEP_SUMMARY: join(folder, 'summary'), ...env },
    },
  );
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  return { exitCode, stdout, stderr, url, summary: read('summary'), junit: () => read('junit.xml') };
}

describe('pipeline e2e', () => {
  it.each([
    ['passed', '1.0.77', 0, '6 scenarios passed'],
    ['failed', '1.0.78', 3, 'login failed'],
    ['inconclusive', '1.0.79', 4, '1.0.76 was served, not 1.0.79'],
  ])(
    'reports a run that is %s in the table, JUnit, the summary and the exit code, without secrets',
    async (verdict, version, code, reason) => {
      const served = version === '1.0.79' ? '1.0.76' : version;
      const ran = await runE2e(served, ['--version', version]);
      expect([ran.exitCode, ran.stdout]).toEqual([code, expect.stringContaining(`${verdict}: ${reason}`)]);
      expect(ran.junit()).toContain(`e2e demo-staging ${version}`);
      expect(ran.summary).toContain(verdict);
      const shown = [ran.stdout, ran.stderr, ran.summary, ran.junit()].join('\n');
      for (const secret of [password, ran.url]) expect(shown).not.toContain(secret);
    },
  );

  it('sets the status of the commit that the version was tagged at', async () => {
    const env = { GITHUB_TOKEN: token, GITHUB_API_URL: new URL('api/v3', gitHub.url).href };
    const { exitCode, stdout, stderr } = await runE2e('1.0.77', ['--version', '1.0.77', '--json'], env);
    expect([exitCode, JSON.parse(stdout)]).toMatchObject([0, { commit, verdict: { kind: 'passed' } }]);
    expect(gitHub.state.repositories[0]?.commitStatuses).toMatchObject([
      {
        ...{ commit, state: 'success', context: 'e2e-tests/demo-staging' },
        description: '1.0.77: 6 scenarios passed',
      },
    ]);
    expect(stdout + stderr).not.toContain(token);
  });

  it.each([
    ['no version', [], '--version: is not set'],
    [
      'a deadline that is not a duration',
      ['--version', '1.0.77', '--deadline', '$(id)'],
      '"$(id)" is not a duration',
    ],
    ['an event file that is missing', ['--event', 'none.json'], 'none.json: there is no such file'],
  ])('refuses %s with code 2 and one message', async (_, args, message) => {
    const { exitCode, stderr } = await runE2e('1.0.77', args);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(stderr).not.toContain('    at ');
  });
});
