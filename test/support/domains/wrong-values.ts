import type { JsonSchema } from './operations.js';

export const NUL = 'a\u0000b';
export const HALF = 'a\ud800b';
export const deep = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));

const ID = '01980000-0000-7000-8000-000000000000';

/** Invalid in a single line of text. */
const LINES = ['a\nb', 'a\r', '\tb', 'a\u0007b', 'a\u0085b', 'a\u2028b', 'a\u202Eb', 'a\u2066b', '\u200B\u2060'];
/** Invalid as text. */
const NO_TEXT = [NUL, HALF, 7, true, [], ['a'], {}, { toString: 'x' }, deep(12)];
const IDS = ['', 'nope', NUL, HALF, 7, true, ['x'], {}, '00000000-0000-0000-0000-00000000000g'];
const NUMBERS = ['1', '', NUL, 1.5, 0.1, 9007199254740993, 1e308, true, [1], {}];
const DAYS = [
  ...['', 'today', '2026-02-30', '2026-13-01', '20261121', '2026-11-21T00:00:00Z', '0000-01-01', NUL, 20261121],
  ...[[], {}, ['2026-11-21']],
];
const INSTANTS = [
  ...['', 'now', 'at noon', '2026-11-21', '2026-02-30T00:00:00Z', '2026-11-21T25:00:00Z', NUL, 20261121, true],
  ...[[], {}, ['2026-11-21T05:00:00.000Z']],
];
const WORDS = ['', 'nope', 'Room', NUL, HALF, 7, true, [], {}, '__proto__', 'constructor'];
const FLAGS = ['true', '', NUL, 1, 0, [], {}];
const LISTS = ['', 'nope', NUL, 7, true, {}, [7], [null], [[]], [HALF], ['nope'], [ID, '']];

/** Values for fields by name, where no schema describes the rules. */
const BY_NAME: Readonly<Record<string, readonly unknown[]>> = {
  timezone: [...WORDS, 'Europe/Nowhere', '+25:00'],
  email: ['', 'x', 'x@', '@x.test', 'a b@x.test', 'x@x', NUL, HALF, 7, [], {}, `${'x'.repeat(250)}@x.test`],
  rule: [...WORDS, 'FREQ=HOURLY', 'FREQ=WEEKLY;BYDAY=TH,MO', 'FREQ=DAILY;UNTIL=20260230'],
  repeats: [...WORDS, 'FREQ=WEEKLY', 'FREQ=MONTHLY;BYMONTHDAY=32'],
  // Unknown codes, in addition to values that are no code.
  currency: [...WORDS, 'eur', 'EURO', 'XXZ'],
};

/**
 * Returns values that a body’s field must refuse by its schema in `/openapi.json`.
 * @throws Error that says what to add for an unknown schema
 */
export function wrongValues(field: string, schema: JsonSchema): readonly unknown[] {
  const isNullable = [schema.type].flat().includes('null');
  return [...valuesFor(field, schema), ...(isNullable ? [] : [null])];
}

function valuesFor(field: string, schema: JsonSchema): readonly unknown[] {
  const { enum: words, format, items, pattern, minLength = 0, maxLength = Infinity } = schema;
  const { minimum = -Infinity, maximum = Infinity } = schema;
  const known = BY_NAME[field];
  if (known) return known;
  const type = [schema.type].flat()[0];
  if (words) return WORDS;
  if (type === 'array' && items?.format === 'uuid') return LISTS;
  if (type === 'boolean') return FLAGS;
  if (type === 'integer') return [...NUMBERS, ...[minimum - 1, maximum + 1].filter(Number.isSafeInteger)];
  if (type === 'string' && format === 'uuid') return IDS;
  if (type === 'string' && format === 'date') return DAYS;
  if (type === 'string' && format === 'date-time') return INSTANTS;
  if (type === 'string' && format === undefined && (pattern === undefined || pattern === '\\S')) {
    return [
      ...NO_TEXT,
      // A single line that is not blank.
      ...(pattern === undefined ? [] : [...LINES, '', '   ']),
      ...(minLength > 0 ? [''] : []),
      ...(maxLength < Infinity ? ['x'.repeat(maxLength + 1)] : []),
    ];
  }
  throw new Error(
    `no wrong values are known for the schema ${JSON.stringify(schema)}: add a line such as ` +
      `\`${field}: ['…']\` to BY_NAME in test/support/domains/wrong-values.ts.`,
  );
}

/** Returns encoded values that a list’s filter must refuse. @throws Error as {@link wrongValues} */
export function wrongInQuery(field: string, schema: JsonSchema): readonly string[] {
  const { enum: words, format, type, pattern, minimum, maximum, maxLength } = schema;
  if (field === 'limit') {
    return ['0', '201', '-1', '1.5', '1e2', '0x10', '', 'x', '99999999999999999999', '1&limit=2', '%00'];
  }
  if (field === 'after') {
    return ['', 'x', '%00', Buffer.from('x y').toString('base64url'), 'a&after=b', 'y'.repeat(600), 'bnVsbA'];
  }
  if (words) return ['', 'x', words.join(), `${words[0]}&${field}=${words[1]}`, '%00'];
  if (format === 'uuid') return ['', 'x', '%00', `a&${field}=b`, "' or 1=1 --"];
  if (format === 'date') return ['', 'x', '2026-02-30', '%00', `2026-01-01&${field}=2026-01-02`];
  if (pattern === '^[A-Z]{3}$') return ['', 'eur', 'EURO', 'XXY', '%00'];
  if (type === 'integer' && minimum !== undefined && maximum !== undefined) {
    return ['', 'x', '1.5', '1e2', '0x10', `${minimum - 1}`, `${maximum + 1}`, `1&${field}=2`, '%00'];
  }
  if (type === 'string' && maxLength !== undefined) return ['', ' ', 'x'.repeat(maxLength + 1), '%00', 'a%0Ab'];
  throw new Error(
    `no wrong values are known for the filter ${field} with the schema ${JSON.stringify(schema)}: add a line to wrongInQuery in ` +
      'test/support/domains/wrong-values.ts.',
  );
}
