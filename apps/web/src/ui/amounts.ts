import { minorDigits } from '@bellhop/hotel';
import { toLatinDigits } from './digits.js';
import { CURRENCIES } from './money.js';

/** Why a text is no amount. */
export type AmountProblem =
  | 'empty'
  | 'notANumber'
  | 'otherCurrency'
  // Its separators can be read in two ways.
  | 'ambiguous'
  | 'tooPrecise'
  | 'tooSmall'
  | 'tooLarge';

export type ParsedAmount =
  | { readonly amountMinor: number }
  /** `readings`: what the text would mean with another country's separators, in minor units. */
  | { readonly problem: AmountProblem; readonly readings: readonly number[] };

/** The separators of one way to write numbers. */
interface Convention {
  readonly decimal: string;
  /** Apart from spaces and apostrophes, which never separate decimals. */
  readonly group: string;
  /** Digits in the last group, and in the ones before it. */
  readonly sizes: readonly [last: number, others: number];
}

/** The conventions of the world: what a text was probably copied or learned from. */
const CONVENTIONS: readonly Convention[] = [
  { decimal: '.', group: ',', sizes: [3, 3] },
  { decimal: '.', group: ',', sizes: [3, 2] },
  { decimal: ',', group: '.', sizes: [3, 3] },
  { decimal: '٫', group: '٬', sizes: [3, 3] },
];

/** Beyond this, a number of minor units is not exact. */
const MAX_DIGITS = 15;
const MAX_LENGTH = 60;

/**
 * Reads an amount as it is written in the language it is shown in. A text that has another meaning elsewhere is read only
 * if it is well formed here: `1.234` is 1234 in German, while `1.23` and `1,234.56` are refused.
 * @param limits in minor units
 */
export function parseAmount(
  typed: string,
  locale: string,
  currency: string,
  { min = 1, max = Number.MAX_SAFE_INTEGER }: { readonly min?: number; readonly max?: number } = {},
): ParsedAmount {
  if (typed.length > MAX_LENGTH) return refused('notANumber');
  const latin = toLatinDigits(typed);
  if (!latin) return refused('notANumber');
  const number = withoutCurrency(latin.text, locale, currency);
  if (number === undefined) return refused('otherCurrency');
  if (number === '') return refused(latin.text.trim() === '' ? 'empty' : 'notANumber');
  if (!/^[\d.,٫٬'\s]+$/.test(number) || !/\d/.test(number)) return refused('notANumber');

  const digits = minorDigits(currency);
  const own = conventionOf(locale, currency, latin.system);
  const read = readAs(number, own, digits);
  if (typeof read === 'number') {
    if (read > max) return refused('tooLarge');
    return read < min ? refused('tooSmall') : { amountMinor: read };
  }
  if (read === 'tooLarge') return refused('tooLarge');
  const others = CONVENTIONS.map((convention) => readAs(number, convention, digits));
  const readings = [...others, withoutGroups(number, own, digits)].flatMap((reading) =>
    typeof reading === 'number' && reading >= min && reading <= max ? [reading] : [],
  );
  if (readings.length > 0) return { problem: 'ambiguous', readings: [...new Set(readings)] };
  return refused(read);
}

const refused = (problem: AmountProblem): ParsedAmount => ({ problem, readings: [] });

/** Reads a number in minor units. */
function readAs(
  number: string,
  { decimal, group, sizes: [last, others] }: Convention,
  digits: number,
): number | 'notANumber' | 'tooPrecise' | 'tooLarge' {
  const [whole = '', fraction = '', ...rest] = number.split(decimal);
  if (rest.length > 0 || !/^\d*$/.test(fraction)) return 'notANumber';
  const separators = new Set(whole.replaceAll(/\d/g, ''));
  if (separators.size > 1) return 'notANumber';
  const [separator] = separators;
  if (separator !== undefined) {
    if (separator !== group && !NEUTRAL.has(separator)) return 'notANumber';
    const groups = whole.split(separator);
    // A number whose first group is zero is not grouped: `0.123` is a decimal of somewhere else.
    if (groups[0] === '' || groups[0]?.startsWith('0')) return 'notANumber';
    if (!areGroups(groups, last, others) && !areGroups(groups, 3, 3)) return 'notANumber';
  }
  return minorUnits(whole.replaceAll(/\D/g, ''), fraction, digits);
}

const NEUTRAL: ReadonlySet<string> = new Set([' ', "'"]);

/** Every group but the first is full, and the first is not empty. */
const areGroups = (groups: readonly string[], last: number, others: number): boolean =>
  groups.every(({ length }, index) => {
    const full = index === groups.length - 1 ? last : others;
    return index === 0 ? length > 0 && length <= full : length === full;
  });

/** The reading of a number whose groups are in the wrong places, as if they were not there. */
function withoutGroups(number: string, { decimal, group }: Convention, digits: number) {
  const [whole = '', ...rest] = number.split(decimal);
  if (!whole.includes(group) || whole.startsWith('0') || rest.some((part) => /\D/.test(part))) return undefined;
  return minorUnits(whole.replaceAll(/\D/g, ''), rest.join(''), digits);
}

function minorUnits(whole: string, fraction: string, digits: number): number | 'tooPrecise' | 'tooLarge' {
  if (fraction.length > digits) return 'tooPrecise';
  const minor = `${whole}${fraction.padEnd(digits, '0')}`.replace(/^0+(?=.)/, '');
  return minor.length > MAX_DIGITS ? 'tooLarge' : Number(minor);
}

const conventions = new Map<string, Convention>();

/** How a language writes amounts of a currency, with the digits that were typed. */
function conventionOf(locale: string, currency: string, numberingSystem: string | undefined): Convention {
  const key = `${locale} ${currency} ${numberingSystem ?? ''}`;
  let convention = conventions.get(key);
  if (!convention) {
    const format = new Intl.NumberFormat(locale, {
      ...{ style: 'currency', currency, minimumFractionDigits: 2, maximumFractionDigits: 2, useGrouping: 'always' },
      ...(numberingSystem !== undefined && { numberingSystem }),
    } as const);
    const parts = format.formatToParts(12_345_678_901.23);
    const value = (type: string) => plain(parts.find((part) => part.type === type)?.value ?? '');
    const lengths = parts.filter(({ type }) => type === 'integer').map((part) => [...part.value].length);
    convention = {
      decimal: value('decimal') || '.',
      group: value('group'),
      sizes: [lengths.at(-1) ?? 3, lengths.at(-2) ?? 3],
    };
    conventions.set(key, convention);
  }
  return convention;
}

/** One form of every kind of space and apostrophe. */
const plain = (text: string): string => text.replaceAll(/\s/g, ' ').replaceAll(/[’‘ʼ′`´]/g, "'");

/** Removes the currency before or after the number. @returns undefined when it is another one */
function withoutCurrency(text: string, locale: string, currency: string): string | undefined {
  const number = plain(text).trim();
  const signs = (['symbol', 'narrowSymbol', 'code'] as const)
    .map((currencyDisplay) =>
      new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay })
        .formatToParts(1)
        .find(({ type }) => type === 'currency'),
    )
    .flatMap((part) =>
      part
        ? [
            plain(toLatinDigits(part.value)?.text ?? part.value)
              .trim()
              .toLowerCase(),
          ]
        : [],
    )
    .sort((a, b) => b.length - a.length);
  const lower = number.toLowerCase();
  for (const sign of signs) {
    if (lower.startsWith(sign)) return number.slice(sign.length).trim();
    if (lower.endsWith(sign)) return number.slice(0, number.length - sign.length).trim();
  }
  const codes = number.toUpperCase().match(/[A-Z]{3}/g) ?? [];
  return /\p{Sc}/u.test(number) || codes.some((code) => CURRENCIES.includes(code)) ? undefined : number;
}

/** Writes an amount that was typed in one locale as in another; a text that is no amount there stays as it is. */
export function retypeAmount(typed: string, from: string, to: string, currency: string): string {
  const read = parseAmount(typed, from, currency, { min: 0 });
  return 'amountMinor' in read ? formatAmount(read.amountMinor, to, currency) : typed;
}

/** Formats an amount for editing, without the currency; {@link parseAmount} reads it back. */
export function formatAmount(amountMinor: number, locale: string, currency: string): string {
  const digits = minorDigits(currency);
  const text = String(amountMinor).padStart(digits + 1, '0');
  // As text, because a number would lose digits.
  const major = (digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`) as `${number}`;
  return new Intl.NumberFormat(locale, {
    ...{ style: 'currency', currency, currencyDisplay: 'code' },
    ...{ minimumFractionDigits: digits, maximumFractionDigits: digits },
  } as const)
    .formatToParts(major)
    .filter(({ type }) => type !== 'currency' && type !== 'literal')
    .map(({ value }) => value)
    .join('');
}
