import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

describe('property tests', () => {
  it('have the same seed in each run, or the one of FAULTS_SEED', () => {
    const expected = Number(process.env['FAULTS_SEED'] ?? 20_261_121);
    expect(fc.readConfigureGlobal()?.seed).toBe(expected);
    expect(fc.sample(fc.nat(), 5)).toEqual(fc.sample(fc.nat(), { numRuns: 5, seed: expected }));
  });
});
