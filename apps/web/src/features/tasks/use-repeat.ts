import { firstDayFrom, isDay, parseRule } from '@bellhop/hotel';
import { useTranslation } from 'react-i18next';
import { dayProblem } from '../../ui/day-input.js';
import { type RepeatValues, ruleOf } from './repeat-values.js';
import { ruleSentence } from './rule-sentence.js';

/** What a form with a rule checks and says of it. @param todayOf the current day at a property */
export function useRepeat(todayOf: (propertyId: string | null) => string) {
  const { t } = useTranslation('tasks');
  return {
    validate: {
      weekdays: (weekdays: string[], { repeats }: RepeatValues) =>
        repeats === 'week' && weekdays.length === 0 ? t('repeat.chooseWeekday') : null,
      until: (until: string | null, values: RepeatValues & { propertyId: string | null }) => {
        if (values.repeats === 'no' || until === null) return null;
        if (!isDay(until)) return dayProblem(until);
        const rule = parseRule(ruleOf(values));
        const hasDay = rule === undefined || firstDayFrom(rule, todayOf(values.propertyId)) !== null;
        return hasDay ? null : t('repeat.noDay');
      },
    },
    // One field for people: half of another's rule and half of one's own would be a third one.
    field: {
      label: t('repeat.label'),
      of: ['repeats', 'weekdays', 'monthDay', 'until'] as const,
      show: (values: RepeatValues) => {
        const rule = ruleOf(values);
        return rule === null ? t('repeat.choices.no') : ruleSentence(rule);
      },
    },
  };
}
