import { inputAttributes } from '@bellhop/hotel';
import type { Schema } from '@bellhop/protocol';
import { Autocomplete, type AutocompleteProps, NumberInput, type NumberInputProps } from '@mantine/core';
import { CURRENCIES, minorDigits, toMajor } from './money.js';

export interface AmountInputProps extends NumberInputProps {
  readonly currency: string;
  /** How the amount is described, in minor units. */
  readonly field: Schema<number | null>;
}

/** An amount in the currency's major unit, as people write it. */
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

/** An ISO 4217 code. */
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
