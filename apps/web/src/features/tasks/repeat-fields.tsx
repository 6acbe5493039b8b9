import { firstDayFrom, parseRule } from '@bellhop/hotel';
import { Chip, Group, Input, Select, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { firstDayOfWeek } from '../../language/date-picker-locale.js';
import { currentLocale } from '../../language/locale.js';
import { formatNumber } from '../../language/numbers.js';
import { DayInput } from '../../ui/day-input.js';
import { formatDay } from '../../ui/days.js';
import { Field, type FieldInput, type Form, useFormValue } from '../../ui/form.js';
import { type RepeatValues, ruleOf } from './repeat-values.js';
import { ruleSentence, weekdayName } from './rule-sentence.js';

const WEEK = 7;
const LONGEST_MONTH = 31;

type Values = RepeatValues & { readonly propertyId: string | null };

export interface RepeatFieldsProps<FormValues extends Values> {
  readonly form: Form<FormValues>;
  /** Whether there may be no rule. */
  readonly optional: boolean;
  /** The current day at a property. */
  readonly todayOf: (propertyId: string | null) => string;
  /** The last day that has a task. */
  readonly lastOn: (values: FormValues) => string | null;
}

/** When a task recurs, with a sentence that says so. */
export function RepeatFields<FormValues extends Values>({ optional, ...props }: RepeatFieldsProps<FormValues>) {
  const { t } = useTranslation('tasks');
  const form: Form<Values> = props.form;
  const repeats = useFormValue(form, (values) => values.repeats);
  const choices = [...(optional ? (['no'] as const) : []), ...(['day', 'week', 'month'] as const)];
  return (
    <Stack gap="sm">
      <Field form={form} name="repeats">
        {(input) => (
          <Select
            label={t('repeat.label')}
            allowDeselect={false}
            data={choices.map((choice) => ({ value: choice, label: t(`repeat.choices.${choice}`) }))}
            {...input}
          />
        )}
      </Field>
      {repeats === 'week' && (
        <Field form={form} name="weekdays">
          {(input) => <Weekdays {...input} />}
        </Field>
      )}
      {repeats === 'month' && (
        <Field form={form} name="monthDay">
          {(input) => (
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
              {...input}
            />
          )}
        </Field>
      )}
      {repeats !== 'no' && (
        <Field form={form} name="until" needs={({ propertyId }) => props.todayOf(propertyId)}>
          {(input, today) => <DayInput label={t('repeat.end')} today={today} {...input} />}
        </Field>
      )}
      {repeats !== 'no' && <RuleText {...props} />}
    </Stack>
  );
}

/** The rule as a sentence, with the next day that has a task. */
function RuleText<FormValues extends Values>({
  form,
  todayOf,
  lastOn: lastOnOf,
}: Omit<RepeatFieldsProps<FormValues>, 'optional'>) {
  const { t } = useTranslation('tasks');
  const rule = useFormValue(form, ruleOf);
  const today = useFormValue(form, ({ propertyId }) => todayOf(propertyId));
  const lastOn = useFormValue(form, lastOnOf);
  const parsed = parseRule(rule);
  const next = parsed && firstDayFrom(parsed, today, lastOn);
  return (
    <Text size="sm" c="dimmed" aria-live="polite">
      {rule === null
        ? t('repeat.chooseWeekday')
        : next
          ? t('repeat.next', { rule: ruleSentence(rule), day: formatDay(next, 'long') })
          : ruleSentence(rule)}
    </Text>
  );
}

function Weekdays({ value, onChange, error }: FieldInput<string[]>) {
  const { t } = useTranslation('tasks');
  // In a locale, weeks may begin on Saturday or Sunday, which is 0 there.
  const first = (firstDayOfWeek(currentLocale()) + WEEK - 1) % WEEK;
  const ordered = Array.from({ length: WEEK }, (_, index) => (first + index) % WEEK);
  return (
    <Input.Wrapper label={t('repeat.weekdays')} labelElement="div" error={error}>
      <Chip.Group multiple value={value} onChange={onChange}>
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
