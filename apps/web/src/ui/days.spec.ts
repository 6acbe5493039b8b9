import { addDays, countDays, dayIn } from '@bellhop/hotel';
import { describe, expect, it } from '@jest/globals';
import { daysBetween, plainDay } from './days.js';

const HOUR_MS = 3_600_000;

/** Returns the instant at which the day after that of `now` begins. */
function nextDayAt(timeZone: string, now: number): number {
  const today = dayIn(timeZone, now);
  let [before, after] = [now, now + 49 * HOUR_MS];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (dayIn(timeZone, middle) === today) before = middle;
    else after = middle;
  }
  return after;
}

describe('days of a property', () => {
  it('are those of its own time zone', () => {
    const now = Date.parse('2026-11-21T12:30:00Z');
    expect(dayIn('Pacific/Auckland', now)).toBe('2026-11-22');
    expect(dayIn('Europe/Lisbon', now)).toBe('2026-11-21');
  });

  it.each([
    ['Europe/Lisbon', '2026-03-29', 23],
    ['Europe/Lisbon', '2026-10-25', 25],
    ['Europe/Lisbon', '2026-11-21', 24],
    ['America/New_York', '2026-03-08', 23],
    ['America/New_York', '2026-11-01', 25],
    ['Pacific/Auckland', '2026-09-27', 23],
    ['Pacific/Auckland', '2026-04-05', 25],
    // Samoa was on the other side of the date line, with daylight saving time, until 30 December 2011.
    ['Pacific/Apia', '2026-06-01', 24],
    ['Australia/Lord_Howe', '2026-10-04', 23.5],
  ])('in %s, %s has %d hours', (timeZone, day, hours) => {
    const begins = nextDayAt(timeZone, Date.parse(`${addDays(day, -1)}T00:00:00Z`) - 12 * HOUR_MS);
    const start = dayIn(timeZone, begins) === day ? begins : nextDayAt(timeZone, begins);
    expect(dayIn(timeZone, start)).toBe(day);
    expect(dayIn(timeZone, start - 1)).toBe(addDays(day, -1));
    expect((nextDayAt(timeZone, start) - start) / HOUR_MS).toBe(hours);
  });

  it('follow each other, also where one was left out', () => {
    const eve = Date.parse('2011-12-30T09:00:00Z');
    expect(dayIn('Pacific/Apia', eve)).toBe('2011-12-29');
    expect(dayIn('Pacific/Apia', nextDayAt('Pacific/Apia', eve))).toBe('2011-12-31');
  });

  it('are those of UTC in a zone that is newer than the browser', () => {
    expect(dayIn('Antarctica/Hotel_Berg', Date.parse('2026-11-21T23:59:00Z'))).toBe('2026-11-21');
  });

  it('are added and counted without hours', () => {
    expect(addDays('2026-03-28', 1)).toBe('2026-03-29');
    expect(addDays('2026-03-29', 1)).toBe('2026-03-30');
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(countDays('2026-10-24', '2026-10-26')).toBe(3);
    expect(daysBetween('2026-12-31', '2027-01-02')).toEqual(['2026-12-31', '2027-01-01', '2027-01-02']);
    expect(daysBetween('2026-12-31', '2026-12-30')).toEqual([]);
  });

  it('show their year unless it is the current one', () => {
    expect(plainDay('2025-12-31', '2026-01-01')).toContain('2025');
    expect(plainDay('2026-12-31', '2026-01-01')).not.toContain('2026');
  });
});
