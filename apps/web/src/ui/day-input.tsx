import { dayIn, isDay } from '@bellhop/hotel';
import '@mantine/dates/styles.css';
import { ActionIcon, Popover, TextInput, type TextInputProps } from '@mantine/core';
import { DatePicker } from '@mantine/dates';
import { IconCalendar } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../language/locale.js';
import { i18n } from '../language/messages.js';
import { localCalendar } from './calendar.js';
import { formatDay } from './days.js';
import { parseDay } from './typed-days.js';
import { Understood } from './understood.js';

export interface DayInputProps extends Omit<TextInputProps, 'value' | 'onChange'> {
  /** `YYYY-MM-DD`; or the text that is not understood, so that a form does not save an older value. */
  readonly value?: string | null;
  readonly onChange?: (value: string | null) => void;
  /** The current day where the day is meant. @default that in UTC, to guess the year of a day without one */
  readonly today?: string;
  /** The last day that can be chosen. */
  readonly max?: string;
  /** The error of a later day. */
  readonly afterMax?: string;
}

/** Returns the error of a {@link DayInput}'s value; null for a day. */
export function dayProblem(value: string | null, max?: string, afterMax?: string): string | null {
  if (!isDay(value)) return i18n.t(value ? 'ui:day.notADay' : 'ui:day.empty');
  return max !== undefined && value > max ? (afterMax ?? i18n.t('ui:day.tooLate')) : null;
}

/** An input for a day, typed as in the user's language or chosen from a calendar. It shows how it is understood. */
export function DayInput({ value = null, onChange, max, afterMax, error, ...props }: DayInputProps) {
  const [todayInUtc] = useState(() => dayIn('UTC', Date.now()));
  const { today = todayInUtc, ...input } = props;
  const { t } = useTranslation('ui');
  const [typed, setTyped] = useState({ text: '', value: null as string | null });
  const [isOpen, setIsOpen] = useState(false);
  const shown = isDay(value) ? formatDay(value, 'numeric') : (value ?? '');
  // A value that did not come from here, such as another day at another property, replaces what was typed.
  const text = typed.value === value ? typed.text : shown;
  const read = parseDay(text, currentLocale(), { today, max });
  const problem = 'problem' in read ? t(`day.${read.problem}`) : dayProblem(read.day, max, afterMax);
  const isEmpty = 'problem' in read && read.problem === 'empty';

  const type = (next: string) => {
    const found = parseDay(next, currentLocale(), { today, max });
    const understood = 'day' in found ? found.day : next.trim() || null;
    setTyped({ text: next, value: understood });
    onChange?.(understood);
  };
  const choose = (day: string | null) => {
    setIsOpen(false);
    setTyped({ text: day ? formatDay(day, 'numeric') : '', value: day });
    onChange?.(day);
  };

  return (
    <TextInput
      autoComplete="off"
      maxLength={60}
      placeholder={formatDay(today, 'numeric')}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      descriptionProps={{ 'aria-live': 'polite' }}
      description={
        <Understood
          show={(day) => formatDay(day, 'long')}
          onChoose={choose}
          {...('readings' in read && { readings: read.readings })}
        >
          {'day' in read && problem === null ? formatDay(read.day, 'long') : isEmpty || error ? '\u00A0' : problem}
        </Understood>
      }
      value={text}
      onChange={(event) => type(event.currentTarget.value)}
      error={error && problem ? problem : error}
      rightSection={
        <Popover opened={isOpen} onChange={setIsOpen} position="bottom-end" trapFocus returnFocus shadow="md">
          <Popover.Target>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('calendar.choose')}
              disabled={input.disabled ?? false}
              onClick={() => setIsOpen(!isOpen)}
            >
              <IconCalendar size={18} aria-hidden />
            </ActionIcon>
          </Popover.Target>
          <Popover.Dropdown>
            <DatePicker
              {...localCalendar(t)}
              defaultDate={isDay(value) ? value : today}
              value={isDay(value) ? value : null}
              onChange={choose}
              {...(max !== undefined && { maxDate: max })}
            />
          </Popover.Dropdown>
        </Popover>
      }
      {...input}
      onBlur={(event) => {
        if (isDay(value)) setTyped({ text: formatDay(value, 'numeric'), value });
        input.onBlur?.(event);
      }}
    />
  );
}
