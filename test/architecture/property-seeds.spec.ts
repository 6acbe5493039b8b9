import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

describe('property tests', () => {
  const asked = process.env['FAULTS_SEED'];
  const seedOf = (seed?: number): number =>
    fc.check(
      fc.property(fc.nat(), () => true),
      seed === undefined ? {} : { seed },
    ).seed;

  it('use the same seed in each run, or FAULTS_SEED', () => {
    expect(seedOf()).toBe(Number(asked ?? 20_261_121));
    expect(fc.sample(fc.nat(), 5)).toEqual(fc.sample(fc.nat(), 5));
  });

  it('with a seed of their own use that, or FAULTS_SEED', () => expect(seedOf(7)).toBe(Number(asked ?? 7)));
});
