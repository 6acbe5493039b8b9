import { minorDigits, inputAttributes } from '@bellhop/hotel';
import type { Schema } from '@bellhop/protocol';
import { Autocomplete, type AutocompleteProps, TextInput, type TextInputProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../language/locale.js';
import { i18n } from '../language/messages.js';
import { type AmountProblem, formatAmount, type ParsedAmount, parseAmount, retypeAmount } from './amounts.js';
import { CURRENCIES, formatMoney } from './money.js';
import { Understood } from './understood.js';

/** Reads an amount typed in the user's language, within the limits of its field. */
export const readAmount = (typed: string, currency: string, field: Schema<number | null>): ParsedAmount =>
  CURRENCIES.includes(currency)
    ? parseAmount(typed, currentLocale(), currency, inputAttributes(field))
    : { problem: 'empty', readings: [] };

/** Returns a typed amount in minor units; undefined for one that is not understood, which is not saved. */
export function minorUnits(typed: string, currency: string, field: Schema<number | null>): number | undefined {
  const read = readAmount(typed, currency, field);
  return 'amountMinor' in read ? read.amountMinor : undefined;
}

/** Returns an amount as it is typed in the user's language. */
export const typedAmount = (amountMinor: number, currency: string): string =>
  formatAmount(amountMinor, currentLocale(), currency);

/** Returns an amount that was typed in another locale as it is typed in the user's. */
export const retypedAmount = (typed: string, currency: string, locale: string): string =>
  CURRENCIES.includes(currency) ? retypeAmount(typed, locale, currentLocale(), currency) : typed;

/** Returns the error of a typed amount; null for one that is understood. */
export function amountProblem(typed: string, currency: string, field: Schema<number | null>): string | null {
  const read = readAmount(typed, currency, field);
  return 'problem' in read ? i18n.t(`ui:amount.${read.problem}`) : null;
}

export interface AmountInputProps extends Omit<TextInputProps, 'value' | 'onChange'> {
  readonly currency: string;
  /** The schema of the amount, in minor units. */
  readonly field: Schema<number | null>;
  /** As typed. */
  readonly value?: string;
  readonly onChange?: (typed: string) => void;
}

/** An input for an amount, written as in the user's language. It shows how it is understood. */
export function AmountInput({ currency, field, value = '', onChange, ...input }: AmountInputProps) {
  const { t } = useTranslation('ui');
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
          onChoose={(amountMinor) => onChange?.(typedAmount(amountMinor, currency))}
          {...('readings' in read && { readings: read.readings })}
        >
          {'amountMinor' in read
            ? formatMoney(read.amountMinor, currency)
            : whyNot(t(`amount.${read.problem}`), read.problem, input.error)}
        </Understood>
      }
      value={value}
      onChange={(event) => onChange?.(event.currentTarget.value)}
      {...input}
    />
  );
}

/** Says nothing of an empty field, nor what the field's error says already. A space keeps the line's height. */
const whyNot = (text: string, problem: AmountProblem, error: unknown): string =>
  problem === 'empty' || error === text ? '\u00A0' : text;

/** Returns an error for an unknown currency code, else null. */
export const currencyProblem = (currency: string): string | null =>
  CURRENCIES.includes(currency) ? null : i18n.t('ui:currencyUnknown');

/** An input for an ISO 4217 code. */
export function CurrencyInput({ onChange, ...input }: AutocompleteProps) {
  const { t } = useTranslation('ui');
  return (
    <Autocomplete
      label={t('currency')}
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
