import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

describe('property tests', () => {
  it('have the same seed in each run, or the one of FAULTS_SEED', () => {
    expect(fc.readConfigureGlobal()?.seed).toBe(Number(process.env['FAULTS_SEED'] ?? 20_261_121));
    expect(fc.sample(fc.nat(), 5)).toEqual(fc.sample(fc.nat(), 5));
  });
});
