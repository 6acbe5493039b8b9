/**
 * The spec files that take more than eight seconds on two quiet processors, longest first. Any order is right; this one keeps
 * the last minutes of a run from being one file.
 */
export const LONGEST = [
  'test/faults/half-open.spec.ts',
  'test/faults/harness.spec.ts',
  'test/api/tenants.spec.ts',
  'test/faults/kill.spec.ts',
  'test/api/tenants-live.spec.ts',
  'test/faults/slow-clients.spec.ts',
  'test/api/startup.spec.ts',
  'test/api/bad-input.spec.ts',
  'test/api/path-tricks.spec.ts',
  'test/contract/delivery-store.spec.ts',
  'test/faults/publish-kill.spec.ts',
  'test/faults/disk-full.spec.ts',
  'test/contract/restored-log.spec.ts',
  'test/faults/hostile.spec.ts',
  'test/faults/delivery-kill.spec.ts',
  'test/conformance/conformance.spec.ts',
  'test/tools/written-domains.spec.ts',
  'src/platform/database/pglite.driver.spec.ts',
];
