/** What runs and judges the tests: a failure that would look like a success. */

/** @type {readonly import('../../tools/lib/mutants.mjs').Mutant[]} */
export const mutants = [
  {
    name: 'a runner that crashes after its tests has passed',
    file: 'tools/lib/tally.mjs',
    find: 'if (tests > 0 && code !== 0 && tally.failed === 0) {',
    replace: 'if (tests > 0 && code === 0 && tally.failed > 0) {',
    specs: ['test/tools/tally.spec.ts'],
  },
  {
    name: 'a spec file that does not load has passed',
    file: 'tools/lib/tally.mjs',
    find: 'failed: report.numFailedTests + report.numRuntimeErrorTestSuites,',
    replace: 'failed: report.numFailedTests,',
    specs: ['test/tools/tally.spec.ts'],
  },
  {
    name: 'a lane’s failure is forgotten when the others are over',
    file: 'tools/lib/lanes.mjs',
    find: 'if (failures.length > 0) throw failures[0];',
    replace: 'if (failures.length > 1) throw failures[0];',
    specs: ['test/tools/lanes.spec.ts'],
  },
  {
    name: 'a late test that blocks nothing is not failed',
    file: 'test/runner/time-limits.mjs',
    find: 'await Promise.race([run(), late]);',
    replace: 'await Promise.all([run(), Promise.race([late, null])]);',
    specs: ['test/tools/time-limits.spec.ts'],
  },
];
