import { firstDayFrom, parseRule } from '@bellhop/hotel';
import { Chip, Group, Input, Select, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { firstDayOfWeek } from '../../language/date-picker-locale.js';
import { currentLocale } from '../../language/locale.js';
import { formatNumber } from '../../language/numbers.js';
import { DayInput } from '../../ui/day-input.js';
import { formatDay } from '../../ui/days.js';
import { type RepeatValues, ruleOf } from './repeat-values.js';
import { ruleSentence, weekdayName } from './rule-sentence.js';

const WEEK = 7;
const LONGEST_MONTH = 31;

export interface RepeatFieldsProps {
  readonly values: RepeatValues;
  /** Returns the properties of a field's input. */
  readonly inputOf: (name: keyof RepeatValues) => object;
  /** Whether there may be no rule. */
  readonly optional: boolean;
  /** The current day at the property. */
  readonly today: string;
  /** The last day that has a task. */
  readonly lastOn: string | null;
}

/** When a task recurs, with a sentence that says so. */
export function RepeatFields({ values, inputOf, optional, today, lastOn }: RepeatFieldsProps) {
  const { t } = useTranslation('tasks');
  const { repeats } = values;
  const rule = ruleOf(values);
  const parsed = parseRule(rule);
  const next = parsed && firstDayFrom(parsed, today, lastOn);
  const choices = [...(optional ? (['no'] as const) : []), ...(['day', 'week', 'month'] as const)];
  return (
    <Stack gap="sm">
      <Select
        label={t('repeat.label')}
        allowDeselect={false}
        data={choices.map((choice) => ({ value: choice, label: t(`repeat.choices.${choice}`) }))}
        {...inputOf('repeats')}
      />
      {repeats === 'week' && <Weekdays {...inputOf('weekdays')} />}
      {repeats === 'month' && (
        <Select
          label={t('repeat.monthDay')}
          allowDeselect={false}
          data={[
            ...Array.from({ length: LONGEST_MONTH }, (_, index) => ({
              value: String(index + 1),
              label: formatNumber(index + 1),
            })),
            { value: 'last', label: t('repeat.lastDay') },
          ]}
          {...inputOf('monthDay')}
        />
      )}
      {repeats !== 'no' && <DayInput label={t('repeat.end')} today={today} {...inputOf('until')} />}
      {repeats !== 'no' && (
        <Text size="sm" c="dimmed" aria-live="polite">
          {rule === null
            ? t('repeat.chooseWeekday')
            : next
              ? t('repeat.next', { rule: ruleSentence(rule), day: formatDay(next, 'long') })
              : ruleSentence(rule)}
        </Text>
      )}
    </Stack>
  );
}

interface WeekdaysProps {
  readonly value?: string[];
  readonly onChange?: (weekdays: string[]) => void;
  readonly error?: string;
}

function Weekdays({ value = [], onChange, error }: WeekdaysProps) {
  const { t } = useTranslation('tasks');
  // In a locale, weeks may begin on Saturday or Sunday, which is 0 there.
  const first = (firstDayOfWeek(currentLocale()) + WEEK - 1) % WEEK;
  const ordered = Array.from({ length: WEEK }, (_, index) => (first + index) % WEEK);
  return (
    <Input.Wrapper label={t('repeat.weekdays')} labelElement="div" error={error}>
      <Chip.Group multiple value={value} onChange={(chosen) => onChange?.(chosen)}>
        <Group gap={6} mt={4} role="group" aria-label={t('repeat.weekdays')}>
          {ordered.map((weekday) => (
            <Chip key={weekday} value={String(weekday)} size="sm" aria-label={weekdayName(weekday)}>
              {weekdayName(weekday, 'short')}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </Input.Wrapper>
  );
}
