export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/support/strip-types.js' },
  setupFiles: ['<rootDir>/test/support/plain-stack-traces.js'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // On a busy machine a test that starts programs needs more than the usual five seconds.
  testTimeout: 30_000,
  // @pulumi/pulumi loads these, which takes a second per test file, but uses them only to serialize functions (as for
  // dynamic providers), which this program does not do.
  moduleNameMapper: { '^(typescript|@npmcli/arborist)$': '<rootDir>/test/support/empty-module.cjs' },
  // By default jest leaves one CPU free, which on two CPUs halves its speed.
  maxWorkers: '100%',
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
};
