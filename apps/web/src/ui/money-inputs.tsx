import { inputAttributes } from '@bellhop/hotel';
import type { Schema } from '@bellhop/protocol';
import { Autocomplete, type AutocompleteProps, NumberInput, type NumberInputProps } from '@mantine/core';
import { CURRENCIES, minorDigits, toMajor } from './money.js';

export interface AmountInputProps extends NumberInputProps {
  readonly currency: string;
  /** The schema of the amount, in minor units. */
  readonly field: Schema<number | null>;
}

/** An input for an amount in the currency's major unit. */
export function AmountInput({ currency, field, ...input }: AmountInputProps) {
  const isKnown = CURRENCIES.includes(currency);
  const { max } = inputAttributes(field);
  return (
    <NumberInput
      hideControls
      allowNegative={false}
      inputMode="decimal"
      thousandSeparator=","
      decimalScale={isKnown ? minorDigits(currency) : 2}
      placeholder="0.00"
      {...(isKnown && max !== undefined && { max: toMajor(max, currency) })}
      {...input}
    />
  );
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
