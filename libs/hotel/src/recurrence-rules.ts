import { addDays, isDay, weekdayOf } from './calendar.js';

/**
 * On which days something recurs. `weekdays` are from 0 (Monday) to 6, in order. A month that lacks its `monthDay` has it on its
 * last day, and so does every month with `last`. Days are local: a rule knows no time, so daylight saving does not concern it.
 */
export type RecurrenceRule = (
  | { readonly every: 'day' }
  | { readonly every: 'week'; readonly weekdays: readonly number[] }
  | { readonly every: 'month'; readonly monthDay: number | 'last' }
) & {
  /** The last day, included; without it there is no end. */
  readonly until?: string;
};

const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const WEEKDAY = `(?:${WEEKDAYS.join('|')})`;
const DAYS_IN_WEEK = 7;

/** The form of a rule's text: a part of the `RRULE` of RFC 5545. */
export const RULE_PATTERN = `^FREQ=(?:DAILY|WEEKLY;BYDAY=${WEEKDAY}(?:,${WEEKDAY})*|MONTHLY;BYMONTHDAY=(?:-1|[1-9]|[12][0-9]|3[01]))(?:;UNTIL=[0-9]{8})?$`;
const FORM = new RegExp(RULE_PATTERN);

/** Returns the rule's only text: `FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20261231`. */
export function formatRule(rule: RecurrenceRule): string {
  const until = rule.until === undefined ? '' : `;UNTIL=${rule.until.replaceAll('-', '')}`;
  if (rule.every === 'day') return `FREQ=DAILY${until}`;
  if (rule.every === 'month') return `FREQ=MONTHLY;BYMONTHDAY=${rule.monthDay === 'last' ? -1 : rule.monthDay}${until}`;
  const days = [...new Set(rule.weekdays)].sort((a, b) => a - b).map((day) => WEEKDAYS[day]);
  return `FREQ=WEEKLY;BYDAY=${days.join(',')}${until}`;
}

/** Reads a text as {@link formatRule} writes it; undefined for any other. */
export function parseRule(text: unknown): RecurrenceRule | undefined {
  if (typeof text !== 'string' || !FORM.test(text)) return undefined;
  const parts = new Map(text.split(';').map((part) => part.split('=') as [name: string, value: string]));
  const until = parts.get('UNTIL')?.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3');
  if (until !== undefined && !isDay(until)) return undefined;
  const rule = { ...eachOf(parts), ...(until !== undefined && { until }) };
  return formatRule(rule) === text ? rule : undefined;
}

function eachOf(parts: ReadonlyMap<string, string>): RecurrenceRule {
  const [weekdays, monthDay] = [parts.get('BYDAY'), parts.get('BYMONTHDAY')];
  if (weekdays !== undefined) {
    return { every: 'week', weekdays: weekdays.split(',').map((day) => WEEKDAYS.indexOf(day)) };
  }
  if (monthDay !== undefined) return { every: 'month', monthDay: monthDay === '-1' ? 'last' : Number(monthDay) };
  return { every: 'day' };
}

/** Returns the first day of the rule after `day`; null if there is none. */
export function nextDay(rule: RecurrenceRule, day: string): string | null {
  const next = dayAfter(rule, day);
  return isDay(next) && (rule.until === undefined || next <= rule.until) ? next : null;
}

/**
 * Returns the first day of the rule from today on that has no task yet; null if there is none.
 * @param lastOn the last day that has one
 */
export function firstDayFrom(rule: RecurrenceRule, today: string, lastOn: string | null = null): string | null {
  const yesterday = addDays(today, -1);
  return nextDay(rule, lastOn !== null && lastOn > yesterday ? lastOn : yesterday);
}

/** Returns the last day of the rule from `first`, which is one of its days, to `today`. */
export function latestDay(rule: RecurrenceRule, first: string, today: string): string {
  let latest = first;
  for (let next = nextDay(rule, first); next !== null && next <= today; next = nextDay(rule, next)) latest = next;
  return latest;
}

function dayAfter(rule: RecurrenceRule, day: string): string {
  if (rule.every === 'day') return addDays(day, 1);
  if (rule.every === 'week') {
    const after = rule.weekdays.map((weekday) => (weekday - weekdayOf(day) + DAYS_IN_WEEK - 1) % DAYS_IN_WEEK);
    return addDays(day, Math.min(...after) + 1);
  }
  const thisMonth = inMonth(day, rule.monthDay);
  return thisMonth > day ? thisMonth : inMonth(addDays(lastOfMonth(day), 1), rule.monthDay);
}

/** The day in the month of `day`. */
function inMonth(day: string, monthDay: number | 'last'): string {
  const last = lastOfMonth(day);
  if (monthDay === 'last' || monthDay > Number(last.slice(-2))) return last;
  return `${day.slice(0, -2)}${String(monthDay).padStart(2, '0')}`;
}

const lastOfMonth = (day: string): string =>
  new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)), 0)).toISOString().slice(0, 10);
