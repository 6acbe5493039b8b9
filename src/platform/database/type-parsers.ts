import pg from 'pg';
import type { ParseValue } from './row-reader.js';

/** Type OIDs of PostgreSQL. */
const [INT8, INT8_LIST] = [20, 1016];
const DATE_TIMESTAMP_TIMESTAMPTZ_INTERVAL: readonly number[] = [1082, 1114, 1184, 1186];

/** Keeps PostgreSQL's text: the schema converts it, identically for both drivers. */
const asText: ParseValue = (text) => text;

/** Returns the parser of a type. `int8` stays text. @param type OID */
export const parserOf = (type: number): ParseValue =>
  DATE_TIMESTAMP_TIMESTAMPTZ_INTERVAL.includes(type) ? asText : (pg.types.getTypeParser(type, 'text') as ParseValue);

/** Like {@link parserOf}, but `int8` becomes a number, or a bigint beyond the safe integers. */
export function parserWithNumbersOf(type: number): ParseValue {
  const parse = parserOf(type);
  if (type === INT8) return toNumber;
  if (type === INT8_LIST) return (text) => numbersIn(parse(text));
  return parse;
}

function toNumber(text: string): number | bigint {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}

const numbersIn = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(numbersIn) : typeof value === 'string' ? toNumber(value) : value;
