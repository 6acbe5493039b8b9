import { describe, expect, it } from '@jest/globals';
import { againCommand } from './again.ts';
import { parseArguments } from './arguments.ts';
import { describeSchedule, FAULT_KINDS, faultsOf, scheduleOf } from './schedule.ts';

const SEEDS = Array.from({ length: 500 }, (_, seed) => seed);

describe('the schedule of a seed', () => {
  it('is reproducible, and differs between seeds', () => {
    for (const seed of SEEDS.slice(0, 20)) expect(scheduleOf(seed)).toEqual(scheduleOf(seed));
    expect(new Set(SEEDS.map((seed) => describeSchedule({ ...scheduleOf(seed), seed: 0 }))).size).toBe(SEEDS.length);
  });

  it('contains only faults possible with its database, and over all seeds each of them', () => {
    const schedules = SEEDS.map((seed) => scheduleOf(seed));
    for (const { database, instances, faults } of schedules) {
      expect(faults.length).toBeGreaterThan(0);
      expect(instances).toBe(database === 'embedded' ? 1 : instances);
      for (const { kind, instance } of faults) {
        expect(faultsOf(database)).toContain(kind);
        expect(instance).toBeLessThan(instances);
      }
    }
    const happened = new Set(schedules.flatMap(({ faults }) => faults.map(({ kind }) => kind)));
    expect([...happened].sort()).toEqual([...FAULT_KINDS].sort());
    expect(new Set(schedules.map(({ database, instances }) => `${database} ${instances}`)).size).toBe(3);
  });

  it('keeps the given choices, or throws when no run has them', () => {
    const { database, instances, faults } = scheduleOf(3, { database: 'postgres', instances: 3, faults: ['promote'] });
    expect([database, instances, ...new Set(faults.map(({ kind }) => kind))]).toEqual(['postgres', 3, 'promote']);
    expect(() => scheduleOf(3, { database: 'embedded', faults: ['promote'] })).toThrow(RangeError);
    expect(() => scheduleOf(3, { database: 'embedded', instances: 3 })).toThrow(RangeError);
  });

  it('is reproduced by the command that a failed run prints', () => {
    const wanted = { database: 'postgres', instances: 3, faults: ['kill', 'promote'] } as const;
    const [, , , ...args] = againCommand(7, wanted, 'phantom').split(' ');
    const request = parseArguments(args.filter((argument) => argument !== '--'));
    expect(request).toMatchObject({ seeds: [7], wanted, plant: 'phantom' });
    const [seed = 0] = request.seeds;
    expect(scheduleOf(seed, request.wanted)).toEqual(scheduleOf(7, wanted));
  });
});
