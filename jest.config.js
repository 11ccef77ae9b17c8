export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/support/strip-types.js' },
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // On a busy machine a test that starts programs needs more than the usual five seconds.
  testTimeout: 30_000,
  // By default jest leaves one CPU free, which on two CPUs halves its speed.
  maxWorkers: '100%',
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
};
