/** Native ESM (NODE_OPTIONS=--experimental-vm-modules, set by tools/test.mjs); libs are read from source. */
export default {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['bellhop-source', 'node', 'node-addons'] },
  roots: ['<rootDir>/src', '<rootDir>/libs', '<rootDir>/test', '<rootDir>/apps/bench'],
  testMatch: ['**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/browser/'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: { '^.+\\.tsx?$': ['@swc/jest', { swcrc: true }] },
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // No property test can go around the seed.
    '^fast-check$': '<rootDir>/test/support/seeded-fast-check.mjs',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/libs/[^/]+/dist'],
  globalSetup: '<rootDir>/test/support/test-directory.mjs',
  maxWorkers: 2,
  // Only what hangs is to meet it, on however slow a machine.
  testTimeout: 120_000,
};
