import { fileURLToPath } from 'node:url';

/** Only what hangs is to meet it, on however slow a machine; milliseconds. */
export const testTimeout = 120_000;

/** Spec files that need a page's globals, which no other file may meet. */
const WITH_DOM = '**/*.dom.spec.ts';

const everywhere = {
  rootDir: fileURLToPath(new URL('.', import.meta.url)),
  globalSetup: '<rootDir>/test/support/test-directory.mjs',
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/browser/'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/libs/[^/]+/dist'],
};

/** Specs that start servers and databases, kill them, and mean real seconds: nothing may keep the processors from them. */
const WITH_SERVERS = ['<rootDir>/test/faults/', '<rootDir>/test/contract/', '<rootDir>/test/api/'];

const onNode = {
  ...everywhere,
  testMatch: ['**/*.spec.ts', `!${WITH_DOM}`],
  // A file's modules are the process's own (docs/decisions/0029): to load them anew for each took most of the time.
  runner: '<rootDir>/test/runner/spec-processes.mjs',
  setupFiles: ['<rootDir>/test/runner/compiled-pglite.mjs'],
  setupFilesAfterEnv: [
    '<rootDir>/test/runner/time-limits.mjs',
    '<rootDir>/test/runner/cpu-times.mjs',
    '<rootDir>/test/runner/begins-at.mjs',
  ],
};

/** Wants Node to be started as tools/lib/runners.mjs does, which says what runs when. */
export default {
  // One more than the cores they are given: many files wait for servers that they start.
  maxWorkers: 3,
  testSequencer: '<rootDir>/test/runner/longest-first.mjs',
  testTimeout,
  projects: [
    { ...onNode, displayName: 'servers', roots: WITH_SERVERS },
    {
      ...onNode,
      displayName: 'modules',
      roots: ['<rootDir>/src', '<rootDir>/libs', '<rootDir>/test', '<rootDir>/apps/bench', '<rootDir>/apps/web/src'],
      testPathIgnorePatterns: [...everywhere.testPathIgnorePatterns, ...WITH_SERVERS],
    },
    {
      ...everywhere,
      displayName: 'dom',
      roots: ['<rootDir>/libs/react/src', '<rootDir>/apps/web/src'],
      testMatch: [WITH_DOM],
      testEnvironment: 'jsdom',
      testEnvironmentOptions: { customExportConditions: ['bellhop-source', 'node', 'node-addons'] },
      extensionsToTreatAsEsm: ['.ts', '.tsx'],
      transform: { '^.+\\.tsx?$': ['@swc/jest', { swcrc: true }] },
      moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1', '\\.css$': '<rootDir>/test/runner/no-styles.mjs' },
    },
  ],
};
