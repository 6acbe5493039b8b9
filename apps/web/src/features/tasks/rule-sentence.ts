import { addDays, parseRule, type RecurrenceRule } from '@bellhop/hotel';
import { perLocale } from '../../language/locale.js';
import { i18n } from '../../language/messages.js';
import { formatDay } from '../../ui/days.js';

const weekdayFormats = {
  long: perLocale((locale) => new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' })),
  short: perLocale((locale) => new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' })),
};

const MONDAY = '2026-11-23';

/** @param weekday from 0 (Monday) to 6 */
export const weekdayName = (weekday: number, style: keyof typeof weekdayFormats = 'long'): string =>
  weekdayFormats[style]().format(new Date(addDays(MONDAY, weekday)));

/** The day of a month after which some months have ended. */
const SHORTEST_MONTH = 28;

/** Says a rule in the reader's language: "Every week on Monday and Thursday, until 31 December 2026". */
export function ruleSentence(text: string): string {
  const rule = parseRule(text);
  if (!rule) return text;
  const sentence = sentenceOf(rule);
  return rule.until === undefined
    ? sentence
    : i18n.t('tasks:repeat.until', { rule: sentence, day: formatDay(rule.until, 'medium') });
}

function sentenceOf(rule: RecurrenceRule): string {
  if (rule.every === 'day') return i18n.t('tasks:repeat.daily');
  if (rule.every === 'week') {
    const days = rule.weekdays.map((weekday) => weekdayName(weekday));
    return i18n.t('tasks:repeat.weekly', { days });
  }
  if (rule.monthDay === 'last') return i18n.t('tasks:repeat.monthlyLast');
  return rule.monthDay > SHORTEST_MONTH
    ? i18n.t('tasks:repeat.monthlyOrLast', { day: rule.monthDay })
    : i18n.t('tasks:repeat.monthly', { day: rule.monthDay });
}
