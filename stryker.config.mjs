import jest from './jest.config.js';

/**
 * Mutation testing of what decides whether a release may pass: `npm run mutation`. Everything it writes goes to dist/.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  mutate: [
    'pipeline/promotion/gates/**/*.ts',
    'pipeline/e2e/verdict.ts',
    'pipeline/evidence/{verify,read,predicates}.ts',
    '{model,pipeline/oci}/digest.ts',
  ],
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--no-warnings'],
  jest: {
    config: {
      ...jest,
      // The unit tests of the files above; engines would take a minute for each mutant.
      testMatch: [
        '<rootDir>/test/pipeline/promotion/gates/*.test.ts',
        '<rootDir>/test/pipeline/e2e/verdict.test.ts',
        '<rootDir>/test/pipeline/evidence/{verify,read,predicates}.test.ts',
        '<rootDir>/test/pipeline/oci/digest.test.ts',
      ],
    },
  },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 20_000,
  thresholds: { high: 95, low: 90, break: 90 },
  tempDirName: 'dist/stryker',
  ignorePatterns: ['dist', 'docs', 'bench', 'rehearsal', 'tools'],
  reporters: ['clear-text', 'progress-append-only', 'html', 'json'],
  htmlReporter: { fileName: 'dist/mutation/index.html' },
  jsonReporter: { fileName: 'dist/mutation/mutation.json' },
};
