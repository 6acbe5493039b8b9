import { describe, expect, it } from '@jest/globals';
import { sinceOf } from './since.js';

const at = (instant: string): number => Date.parse(instant);
const LISBON = 'Europe/Lisbon';

describe('since when somebody was away', () => {
  it.each([
    ['2026-11-21T08:10:00Z', '2026-11-21T11:00:00Z', { kind: 'today', time: '08:10' }],
    // Two hours ago, and of yesterday.
    ['2026-11-21T22:10:00Z', '2026-11-22T00:10:00Z', { kind: 'yesterday', time: '22:10' }],
    ['2026-11-21T00:00:00Z', '2026-11-21T23:59:00Z', { kind: 'today', time: '00:00' }],
    ['2026-11-20T08:00:00Z', '2026-11-22T08:00:00Z', { kind: 'weekday', day: 'Friday' }],
    ['2026-11-17T23:30:00Z', '2026-11-22T08:00:00Z', { kind: 'weekday', day: 'Tuesday' }],
    // A week ago today would have today's name.
    ['2026-11-15T08:00:00Z', '2026-11-22T08:00:00Z', { kind: 'date', day: '15 November' }],
    ['2026-12-28T08:00:00Z', '2027-01-05T08:00:00Z', { kind: 'date', day: '28 December' }],
  ] as const)('from %s to %s', (since, now, said) => {
    expect(sinceOf(at(since), at(now), LISBON, 'en-GB')).toEqual(said);
  });

  it('follows the clocks of the place', () => {
    // In Lisbon the clocks go back at 01:00 UTC on 25 October 2026, and forward on 29 March 2026.
    expect(sinceOf(at('2026-10-25T00:30:00Z'), at('2026-10-25T08:00:00Z'), LISBON, 'en-GB')).toEqual({
      kind: 'today',
      time: '01:30',
    });
    expect(sinceOf(at('2026-10-24T22:30:00Z'), at('2026-10-25T08:00:00Z'), LISBON, 'en-GB')).toEqual({
      kind: 'yesterday',
      time: '23:30',
    });
    // 23:10 UTC is 00:10 of the next day since the morning, so half past eleven was the evening before yesterday.
    expect(sinceOf(at('2026-03-28T23:30:00Z'), at('2026-03-29T23:10:00Z'), LISBON, 'en-GB')).toEqual({
      kind: 'weekday',
      day: 'Saturday',
    });
    // The same moments, where it is another day.
    const [left, back] = [at('2026-11-21T08:10:00Z'), at('2026-11-21T11:30:00Z')];
    expect(sinceOf(left, back, 'Pacific/Auckland', 'en-GB')).toEqual({ kind: 'yesterday', time: '21:10' });
    expect(sinceOf(left, back, 'America/Los_Angeles', 'en-GB')).toEqual({ kind: 'today', time: '00:10' });
  });

  it.each([
    ['en-US', '8:10 AM', 'Tuesday'],
    ['de', '08:10', 'Dienstag'],
    ['pt-PT', '08:10', 'terça-feira'],
    ['es', '8:10', 'martes'],
    ['fr', '08:10', 'mardi'],
    ['ar', '8:10 ص', 'الثلاثاء'],
  ])('is said in %s', (locale, time, day) => {
    const said = (since: string) => sinceOf(at(since), at('2026-11-21T11:00:00Z'), LISBON, locale);
    const today = said('2026-11-21T08:10:00Z');
    expect('time' in today && today.time.replaceAll('\u202F', ' ')).toBe(time);
    expect(said('2026-11-17T08:10:00Z')).toEqual({ kind: 'weekday', day });
  });
});
