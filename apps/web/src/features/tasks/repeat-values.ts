import { formatRule, isDay, parseRule } from '@bellhop/hotel';

/** A rule as a form has it, where it may be incomplete. */
export interface RepeatValues {
  repeats: 'no' | 'day' | 'week' | 'month';
  /** From `0` (Monday) to `6`. */
  weekdays: string[];
  /** From `1` to `31`, or `last`. */
  monthDay: string;
  /** The last day, or the text that is not understood. */
  until: string | null;
}

export const NO_REPEAT: RepeatValues = { repeats: 'no', weekdays: [], monthDay: '1', until: null };

export function repeatValuesOf(text: string): RepeatValues {
  const rule = parseRule(text);
  if (!rule) return NO_REPEAT;
  const values = { ...NO_REPEAT, repeats: rule.every, until: rule.until ?? null };
  if (rule.every === 'week') return { ...values, weekdays: rule.weekdays.map(String) };
  return rule.every === 'month' ? { ...values, monthDay: String(rule.monthDay) } : values;
}

/** Returns the text of the rule; null if there is none, or none yet. */
export function ruleOf({ repeats, weekdays, monthDay, until }: RepeatValues): string | null {
  if (repeats === 'no' || (repeats === 'week' && weekdays.length === 0)) return null;
  const end = isDay(until) ? { until } : {};
  if (repeats === 'day') return formatRule({ every: 'day', ...end });
  if (repeats === 'week') return formatRule({ every: 'week', weekdays: weekdays.map(Number), ...end });
  return formatRule({ every: 'month', monthDay: monthDay === 'last' ? 'last' : Number(monthDay), ...end });
}
