import { describe, expect, it } from '@jest/globals';
import { addDays, weekdayOf } from './calendar.js';
import { dueDays, isDue } from './due.js';

describe('the days that a due filter means', () => {
  it('are those of a week from Monday to Sunday, over the ends of months and years', () => {
    for (let index = 0; index < 1_000; index += 1) {
      const today = addDays('2023-12-25', index);
      const { days } = dueDays('week', today);
      if (!days) throw new Error('a week has days');
      expect([weekdayOf(days.from), weekdayOf(days.to)]).toEqual([0, 6]);
      expect(days.from <= today && today <= days.to && addDays(days.from, 6) === days.to).toBe(true);
    }
    expect(dueDays('week', '1969-12-31').days).toEqual({ from: '1969-12-29', to: '1970-01-04' });
  });

  it.each([
    ['overdue', 'open', '2026-11-20', true],
    ['overdue', 'in_progress', '2026-11-20', true],
    ['overdue', 'done', '2026-11-20', false],
    ['overdue', 'open', '2026-11-21', false],
    ['overdue', 'open', null, false],
    ['today', 'open', '2026-11-21', true],
    ['today', 'done', '2026-11-21', true],
    ['today', 'open', '2026-11-22', false],
    ['week', 'open', '2026-11-16', true],
    ['week', 'open', '2026-11-22', true],
    ['week', 'open', '2026-11-23', false],
    ['none', 'cancelled', null, true],
    ['none', 'open', '2026-11-21', false],
  ] as const)('%s: a task that is %s and due %s', (due, status, dueOn, fits) => {
    expect(isDue({ status, dueOn }, due, '2026-11-21')).toBe(fits);
  });
});
