import '@mantine/dates/styles.css';
import { ActionIcon, Popover, TextInput, type TextInputProps } from '@mantine/core';
import { DatePicker } from '@mantine/dates';
import { IconCalendar } from '@tabler/icons-react';
import { useState } from 'react';
import { currentLocale } from '../language/locale.js';
import { localCalendar } from './calendar.js';
import { formatDay, isDay } from './days.js';
import { type DayProblem, parseDay } from './typed-days.js';
import { Understood } from './understood.js';

const PROBLEMS: Readonly<Record<DayProblem, string>> = {
  empty: 'Enter a date',
  'not-a-day': 'This is not a date.',
  ambiguous: 'This can be read in several ways.',
};

export interface DayInputProps extends Omit<TextInputProps, 'value' | 'onChange'> {
  /** `YYYY-MM-DD`; or the text that is not understood, so that a form does not save an older value. */
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
  /** The current day where the day is meant. */
  readonly today: string;
  /** The last day that can be chosen. */
  readonly max?: string;
  /** The error of a later day. */
  readonly afterMax?: string;
}

/** Returns the error of a {@link DayInput}'s value; null for a day. */
export function dayProblem(value: string | null, max?: string, afterMax = 'Enter an earlier date'): string | null {
  if (!isDay(value)) return value ? PROBLEMS['not-a-day'] : PROBLEMS.empty;
  return max !== undefined && value > max ? afterMax : null;
}

/** An input for a day, typed as in the user's language or chosen from a calendar. It shows how it is understood. */
export function DayInput({ value, onChange, today, max, afterMax, error, ...input }: DayInputProps) {
  const [typed, setTyped] = useState({ text: '', value: null as string | null });
  const [isOpen, setIsOpen] = useState(false);
  const shown = isDay(value) ? formatDay(value, 'numeric') : (value ?? '');
  // A value that did not come from here, such as another day at another property, replaces what was typed.
  const text = typed.value === value ? typed.text : shown;
  const read = parseDay(text, currentLocale(), { today, max });
  const problem = 'problem' in read ? PROBLEMS[read.problem] : dayProblem(read.day, max, afterMax);
  const isEmpty = 'problem' in read && read.problem === 'empty';

  const type = (next: string) => {
    const found = parseDay(next, currentLocale(), { today, max });
    const understood = 'day' in found ? found.day : next.trim() || null;
    setTyped({ text: next, value: understood });
    onChange(understood);
  };
  const choose = (day: string | null) => {
    setIsOpen(false);
    setTyped({ text: day ? formatDay(day, 'numeric') : '', value: day });
    onChange(day);
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
              aria-label="Choose from a calendar"
              disabled={input.disabled ?? false}
              onClick={() => setIsOpen(!isOpen)}
            >
              <IconCalendar size={18} aria-hidden />
            </ActionIcon>
          </Popover.Target>
          <Popover.Dropdown>
            <DatePicker
              {...localCalendar()}
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
