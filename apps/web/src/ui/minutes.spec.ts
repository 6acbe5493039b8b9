import { dayIn } from '@bellhop/hotel';
import { SimulatedClock } from '@bellhop/client/testing';
import { describe, expect, it } from '@jest/globals';
import { Minutes } from './minutes.js';

describe('Minutes', () => {
  it('moves an open page on to the new day, when the day begins in the time zone', async () => {
    const clock = new SimulatedClock(Date.parse('2026-11-21T10:58:31.250Z'));
    const minutes = new Minutes(clock);
    const seen: [string, string][] = [];
    const stop = minutes.subscribe(() => {
      const day = dayIn('Pacific/Auckland', minutes.now());
      if (day !== seen.at(-1)?.[0]) seen.push([day, new Date(minutes.now()).toISOString()]);
    });
    await clock.advance(5 * 60_000);
    expect(seen).toEqual([
      ['2026-11-21', '2026-11-21T10:59:00.000Z'],
      ['2026-11-22', '2026-11-21T11:00:00.000Z'],
    ]);
    stop();
    expect(clock.pendingTimers).toBe(0);
  });

  it('has one timer for all listeners', () => {
    const clock = new SimulatedClock();
    const minutes = new Minutes(clock);
    const stops = [minutes.subscribe(() => undefined), minutes.subscribe(() => undefined)];
    expect(clock.pendingTimers).toBe(1);
    for (const stop of stops) stop();
    expect(clock.pendingTimers).toBe(0);
  });
});
