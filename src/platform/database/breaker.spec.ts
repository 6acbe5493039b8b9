import { describe, expect, it } from '@jest/globals';
import { SimulatedClock } from '@bellhop/realtime/testing';
import { Breaker } from './breaker.js';
import { DatabaseUnavailableError } from './database.errors.js';

const EVERY_MS = 1_000;

function setUp() {
  const clock = new SimulatedClock();
  const changes: boolean[] = [];
  const probes: { answer: () => void; fail: () => void }[] = [];
  const breaker = new Breaker({
    probe: () =>
      new Promise<void>((resolve, reject) => probes.push({ answer: resolve, fail: () => reject(new Error('away')) })),
    probeEveryMs: EVERY_MS,
    onChange: (away) => changes.push(away),
    clock,
  });
  const settle = async (act: 'answer' | 'fail'): Promise<void> => {
    probes.at(-1)?.[act]();
    await new Promise((resolve) => setImmediate(resolve));
  };
  const fail = (times: number): void => {
    for (let time = 0; time < times; time += 1) breaker.failed();
  };
  return { breaker, clock, changes, probes, settle, fail };
}

describe('Breaker', () => {
  it('stays closed while failures are isolated', () => {
    const { breaker, probes, fail } = setUp();
    for (let round = 0; round < 5; round += 1) {
      fail(2);
      breaker.succeeded();
    }
    expect(() => breaker.refuseWhileOpen()).not.toThrow();
    expect(probes).toEqual([]);
  });

  it('refuses everything after three consecutive failures, and reports it once', () => {
    const { breaker, changes, fail } = setUp();
    fail(50);
    expect(() => breaker.refuseWhileOpen()).toThrow(DatabaseUnavailableError);
    expect(changes).toEqual([true]);
  });

  it('probes at once and then once a period, never concurrently, however many requests fail', async () => {
    const { clock, probes, settle, fail } = setUp();
    fail(3);
    expect(probes).toHaveLength(1);
    clock.advance(10 * EVERY_MS);
    expect(probes).toHaveLength(1);
    for (let round = 2; round < 6; round += 1) {
      await settle('fail');
      fail(1_000);
      clock.advance(EVERY_MS - 1);
      expect(probes).toHaveLength(round - 1);
      clock.advance(1);
      expect(probes).toHaveLength(round);
    }
  });

  it('closes with the first successful probe, and resets its count', async () => {
    const { breaker, changes, settle, fail } = setUp();
    fail(3);
    // From before it opened: this says nothing about the present.
    breaker.succeeded();
    expect(() => breaker.refuseWhileOpen()).toThrow();
    await settle('answer');
    fail(2);
    expect(() => breaker.refuseWhileOpen()).not.toThrow();
    expect(changes).toEqual([true, false]);
  });

  it('stops probing once it is stopped', async () => {
    const { breaker, clock, probes, settle, fail } = setUp();
    fail(3);
    breaker.stop();
    await settle('fail');
    clock.advance(10 * EVERY_MS);
    expect([probes.length, clock.pendingTimers]).toEqual([1, 0]);
  });
});
