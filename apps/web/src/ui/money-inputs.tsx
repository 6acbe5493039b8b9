import { inputAttributes } from '@bellhop/hotel';
import type { Schema } from '@bellhop/protocol';
import { Autocomplete, type AutocompleteProps, TextInput, type TextInputProps } from '@mantine/core';
import { currentLocale } from '../language/locale.js';
import { type AmountProblem, formatAmount, type ParsedAmount, parseAmount } from './amounts.js';
import { CURRENCIES, formatMoney, minorDigits } from './money.js';
import { Understood } from './understood.js';

/** Reads an amount typed in the user's language, within the limits of its field. */
export const readAmount = (typed: string, currency: string, field: Schema<number | null>): ParsedAmount =>
  CURRENCIES.includes(currency)
    ? parseAmount(typed, currentLocale(), currency, inputAttributes(field))
    : { problem: 'empty', readings: [] };

/** Returns an amount as it is typed in the user's language. */
export const typedAmount = (amountMinor: number, currency: string): string =>
  formatAmount(amountMinor, currentLocale(), currency);

const PROBLEMS: Readonly<Record<AmountProblem, string>> = {
  empty: 'Enter an amount',
  'not-a-number': 'This is not an amount.',
  'other-currency': 'This is another currency.',
  ambiguous: 'This can be read in several ways.',
  'too-precise': 'This has too many decimals.',
  'too-small': 'Enter an amount above zero',
  'too-large': 'Enter a smaller amount',
};

/** Returns the error of a typed amount; null for one that is understood. */
export function amountProblem(typed: string, currency: string, field: Schema<number | null>): string | null {
  const read = readAmount(typed, currency, field);
  return 'problem' in read ? PROBLEMS[read.problem] : null;
}

export interface AmountInputProps extends Omit<TextInputProps, 'value' | 'onChange'> {
  readonly currency: string;
  /** The schema of the amount, in minor units. */
  readonly field: Schema<number | null>;
  /** As typed. */
  readonly value: string;
  readonly onChange: (typed: string) => void;
}

/** An input for an amount, written as in the user's language. It shows how it is understood. */
export function AmountInput({ currency, field, value, onChange, ...input }: AmountInputProps) {
  const read = readAmount(value, currency, field);
  return (
    <TextInput
      inputMode={CURRENCIES.includes(currency) && minorDigits(currency) === 0 ? 'numeric' : 'decimal'}
      autoComplete="off"
      maxLength={60}
      placeholder={typedAmount(0, CURRENCIES.includes(currency) ? currency : 'EUR')}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      descriptionProps={{ 'aria-live': 'polite' }}
      description={
        <Understood
          show={(amountMinor) => formatMoney(amountMinor, currency)}
          onChoose={(amountMinor) => onChange(typedAmount(amountMinor, currency))}
          {...('readings' in read && { readings: read.readings })}
        >
          {'amountMinor' in read ? formatMoney(read.amountMinor, currency) : whyNot(read.problem, input.error)}
        </Understood>
      }
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      {...input}
    />
  );
}

/** Says nothing of an empty field, nor what the field's error says already. A space keeps the line's height. */
function whyNot(problem: AmountProblem, error: unknown): string {
  return problem === 'empty' || error === PROBLEMS[problem] ? '\u00A0' : PROBLEMS[problem];
}

/** An input for an ISO 4217 code. */
export function CurrencyInput({ onChange, ...input }: AutocompleteProps) {
  return (
    <Autocomplete
      label="Currency"
      withAsterisk
      w={110}
      limit={8}
      maxLength={3}
      data={CURRENCIES as string[]}
      onChange={(currency) => onChange?.(currency.toUpperCase())}
      {...input}
    />
  );
}
