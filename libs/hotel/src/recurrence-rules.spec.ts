import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, countDays, weekdayOf } from './calendar.js';
import { formatRule, latestDay, nextDay, parseRule, type RecurrenceRule } from './recurrence-rules.js';

const SEED = 20261121;

const day = fc.integer({ min: 0, max: 80_000 }).map((days) => addDays('1970-01-01', days));
const until = fc.option(day, { nil: undefined });
const withUntil = (rule: object, last: string | undefined) =>
  ({ ...rule, ...(last !== undefined && { until: last }) }) as RecurrenceRule;
const rules: fc.Arbitrary<RecurrenceRule> = fc
  .tuple(
    fc.oneof(
      fc.constant({ every: 'day' as const }),
      fc
        .uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 })
        .map((weekdays) => ({ every: 'week' as const, weekdays: weekdays.sort() })),
      fc
        .oneof(fc.integer({ min: 1, max: 31 }), fc.constant('last' as const))
        .map((monthDay) => ({ every: 'month' as const, monthDay })),
    ),
    until,
  )
  .map(([rule, last]) => withUntil(rule, last));

/** The meaning of a rule, decided for each day by itself. */
function isOn(rule: RecurrenceRule, at: string): boolean {
  if (rule.until !== undefined && at > rule.until) return false;
  if (rule.every === 'day') return true;
  if (rule.every === 'week') return rule.weekdays.includes((new Date(at).getUTCDay() + 6) % 7);
  const isLast = addDays(at, 1).endsWith('-01');
  const monthDay = Number(at.slice(-2));
  return rule.monthDay === 'last' ? isLast : monthDay === rule.monthDay || (isLast && monthDay < rule.monthDay);
}

describe('a rule', () => {
  it('has exactly the days that it says', () => {
    fc.assert(
      fc.property(rules, day, (rule, start) => {
        const next = nextDay(rule, start);
        // No two days of any rule without an end are more than 31 days apart.
        const days = Array.from({ length: 31 }, (_, index) => addDays(start, index + 1));
        expect(next).toBe(days.find((at) => isOn(rule, at)) ?? null);
      }),
      { seed: SEED, numRuns: 1_000 },
    );
  });

  it('after an absence is due on its latest day, and goes on after it', () => {
    fc.assert(
      fc.property(rules, day, fc.integer({ min: 0, max: 400 }), (rule, start, away) => {
        const first = nextDay(rule, start);
        if (first === null) return;
        const today = addDays(first, away);
        const latest = latestDay(rule, first, today);
        expect(isOn(rule, latest) && first <= latest && latest <= today).toBe(true);
        const skipped = Array.from({ length: countDays(latest, today) - 1 }, (_, index) => addDays(latest, index + 1));
        expect(skipped.filter((at) => isOn(rule, at))).toEqual([]);
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it('is its text, and no other text is a rule', () => {
    fc.assert(
      fc.property(rules, (rule) => {
        expect(parseRule(formatRule(rule))).toEqual(rule);
      }),
      { seed: SEED },
    );
    for (const text of [
      ...['', 'FREQ=HOURLY', 'FREQ=WEEKLY', 'FREQ=WEEKLY;BYDAY=', 'FREQ=WEEKLY;BYDAY=TH,MO', 'FREQ=WEEKLY;BYDAY=MO,MO'],
      ...['FREQ=MONTHLY', 'FREQ=MONTHLY;BYMONTHDAY=0', 'FREQ=MONTHLY;BYMONTHDAY=32', 'FREQ=MONTHLY;BYMONTHDAY=01'],
      ...['FREQ=DAILY;UNTIL=20260230', 'FREQ=DAILY;UNTIL=2026', 'FREQ=DAILY;BYDAY=MO', ' FREQ=DAILY', 'FREQ=DAILY\n'],
      ...[7, null, undefined],
    ])
      expect(parseRule(text)).toBeUndefined();
  });

  it.each([
    ['the 31st, of which February and April have none', 'FREQ=MONTHLY;BYMONTHDAY=31', '2026-01-31', '2026-02-28'],
    ['the 31st, after a shorter month', 'FREQ=MONTHLY;BYMONTHDAY=31', '2026-02-28', '2026-03-31'],
    ['the 29th, in a leap year', 'FREQ=MONTHLY;BYMONTHDAY=29', '2028-02-28', '2028-02-29'],
    ['the 29th, in a year that is none', 'FREQ=MONTHLY;BYMONTHDAY=29', '2026-02-01', '2026-02-28'],
    ['the last day, in the year 2000', 'FREQ=MONTHLY;BYMONTHDAY=-1', '2000-02-28', '2000-02-29'],
    ['the last day, in the year 2100', 'FREQ=MONTHLY;BYMONTHDAY=-1', '2100-02-01', '2100-02-28'],
    ['the first, over the end of a year', 'FREQ=MONTHLY;BYMONTHDAY=1', '2026-12-01', '2027-01-01'],
    ['weekdays, over the end of a week', 'FREQ=WEEKLY;BYDAY=MO,TH', '2026-11-26', '2026-11-30'],
    ['one weekday, on that day', 'FREQ=WEEKLY;BYDAY=MO', '2026-11-23', '2026-11-30'],
    ['every day, up to its end', 'FREQ=DAILY;UNTIL=20261122', '2026-11-22', null],
  ])('knows %s', (_, text, start, next) => {
    const rule = parseRule(text);
    expect(rule && nextDay(rule, start)).toBe(next);
  });

  it('ends with the calendar', () => {
    expect(nextDay({ every: 'day' }, '2199-12-31')).toBeNull();
    expect(weekdayOf('2026-11-23')).toBe(0);
  });
});
