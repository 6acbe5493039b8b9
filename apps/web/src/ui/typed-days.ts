import { addDays, countDays, isDay } from '@bellhop/hotel';
import { toLatinDigits } from './digits.js';

export type DayProblem = 'empty' | 'notADay' | 'ambiguous';

export type ParsedDay =
  | { readonly day: string }
  /** `readings`: the days that the text would mean elsewhere. */
  | { readonly problem: DayProblem; readonly readings: readonly string[] };

type Field = 'day' | 'month' | 'year';
type Order = readonly Field[];

interface Writing {
  readonly order: Order;
  /** Between the numbers of a short date, such as `/`. */
  readonly separator: string;
  /** The names of the months, in lower case. */
  readonly months: ReadonlyMap<string, number>;
}

const DAY_FIRST: Order = ['day', 'month', 'year'];
const MONTH_FIRST: Order = ['month', 'day', 'year'];
const YEAR_FIRST: Order = ['year', 'month', 'day'];

const MAX_LENGTH = 60;

/** Decides the year of a day that was typed without one: the closest to `today`, not after `max` if possible. */
export interface YearChoice {
  readonly today: string;
  readonly max?: string | undefined;
}

/**
 * Reads a day in the order of the language it is shown in, with or without the year. ISO 8601 and names of months are
 * understood in any order. Numbers with the separators of another country are refused if they mean another day there.
 */
export function parseDay(typed: string, locale: string, choice: YearChoice): ParsedDay {
  const text = typed.length > MAX_LENGTH ? undefined : toLatinDigits(typed)?.text.trim().toLowerCase();
  if (text === undefined) return refused('notADay');
  if (text === '') return refused('empty');
  const writing = writingOf(locale);
  const numbers = (text.match(/\d+/g) ?? []).map(String);
  const month = monthIn(text, writing.months);
  if (month !== undefined) return only(named(numbers, month, choice));
  // Separators are punctuation, or characters such as 年, 月 and 日.
  const separators = text
    .split(/\d+/)
    .slice(1, -1)
    .map((separator) => separator.trim());
  const trailing = text.split(/\d+/).at(-1)?.trim() ?? '';
  if (/[a-z]/.test(text) || !/^\d/.test(text) || !/^(\.|日.{0,5})?$/.test(trailing)) return refused('notADay');
  if (separators.some((separator) => !/^(|[./\-年月])$/.test(separator))) return refused('notADay');

  const read = (order: Order) => numeric(numbers, order, choice);
  const [first = ''] = numbers;
  if (first.length === 4) return only(read(YEAR_FIRST));
  const own = read(writing.order);
  const [separator = ''] = separators;
  const orders = separator === writing.separator || separator === '年' ? [] : ordersOf(separator);
  const readings = [...new Set([own, ...orders.map(read)].flatMap((day) => (day === undefined ? [] : [day])))];
  if (own !== undefined && readings.length === 1) return { day: own };
  if (readings.length > 0) return { problem: 'ambiguous', readings };
  const elsewhere = [DAY_FIRST, MONTH_FIRST].flatMap((order) => read(order) ?? []);
  return elsewhere.length > 0 ? { problem: 'ambiguous', readings: [...new Set(elsewhere)] } : refused('notADay');
}

const refused = (problem: DayProblem): ParsedDay => ({ problem, readings: [] });

const only = (day: string | undefined): ParsedDay => (day === undefined ? refused('notADay') : { day });

/** The orders in which other countries write days with a separator. */
function ordersOf(separator: string): readonly Order[] {
  if (separator === '/') return [DAY_FIRST, MONTH_FIRST];
  return separator === '.' ? [DAY_FIRST] : [];
}

function numeric(numbers: readonly string[], order: Order, choice: YearChoice): string | undefined {
  if (numbers.length < 2 || numbers.length > 3) return undefined;
  const fields = numbers.length === 3 ? order : order.filter((field) => field !== 'year');
  const value = (field: Field) => numbers[fields.indexOf(field)];
  return dayFrom(value('year'), value('month'), value('day'), choice);
}

/** A day with the name of its month: the longer number is the year, or else the second. */
function named(numbers: readonly string[], month: number, choice: YearChoice): string | undefined {
  const [first, second, ...rest] = numbers;
  if (first === undefined || rest.length > 0) return undefined;
  return first.length === 4
    ? dayFrom(first, String(month), second, choice)
    : dayFrom(second, String(month), first, choice);
}

function dayFrom(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
  { today, max = '9999' }: YearChoice,
): string | undefined {
  if (!month || !day || month.length > 2 || day.length > 2) return undefined;
  const on = (whole: string) => `${whole}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (year !== undefined) {
    const found = on(year.length === 2 ? `20${year}` : year);
    return isDay(found) ? found : undefined;
  }
  const thisYear = Number(today.slice(0, 4));
  const away = (candidate: string) => Math.abs(countDays(today, candidate) - 1);
  return [thisYear - 1, thisYear, thisYear + 1]
    .map((whole) => on(String(whole)))
    .filter(isDay)
    .sort((a, b) => Number(a > max) - Number(b > max) || away(a) - away(b))[0];
}

const writings = new Map<string, Writing>();

function writingOf(locale: string): Writing {
  let writing = writings.get(locale);
  if (!writing) {
    const format = (options: Intl.DateTimeFormatOptions) =>
      new Intl.DateTimeFormat(locale, { ...options, calendar: 'gregory', numberingSystem: 'latn', timeZone: 'UTC' });
    const parts = format({ year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(Date.UTC(2001, 10, 22));
    const order = parts.flatMap(({ type }) => (type === 'day' || type === 'month' || type === 'year' ? [type] : []));
    const between = parts.slice(1).find(({ type }) => type === 'literal')?.value ?? '';
    writing = { order, separator: toLatinDigits(between)?.text.trim() ?? '', months: monthsOf(format) };
    writings.set(locale, writing);
  }
  return writing;
}

/** The names of months as they stand in a date, and alone; long and short. */
function monthsOf(format: (options: Intl.DateTimeFormatOptions) => Intl.DateTimeFormat): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  for (const month of ['long', 'short'] as const) {
    for (const options of [{ month }, { month, day: 'numeric' }] as const) {
      const formatted = format(options);
      for (let index = 1; index <= 12; index += 1) {
        const at = addDays(`2001-${String(index).padStart(2, '0')}-01`, 14);
        const part = formatted.formatToParts(Date.parse(at)).find(({ type }) => type === 'month');
        const name = part?.value.toLowerCase().replaceAll(/[^\p{L}\p{M}\d]/gu, '') ?? '';
        // Japanese months are numbers.
        if (/\p{L}/u.test(name) && !/\d/.test(name)) names.set(name, index);
      }
    }
  }
  return names;
}

/** Returns the month that a text names. */
function monthIn(text: string, months: ReadonlyMap<string, number>): number | undefined {
  for (const word of text.match(/[\p{L}\p{M}]+/gu) ?? []) {
    const month = months.get(word);
    if (month !== undefined) return month;
  }
  return undefined;
}
