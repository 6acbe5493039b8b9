import { SchematicsException } from '@angular-devkit/schematics';
import { isReservedInScript, isReservedInSql } from './reserved-words.mjs';
import { spell } from './names.mjs';

/**
 * A field of the domain's rows.
 * @typedef {object} Field
 * @property {string} name on the wire
 * @property {Kind} kind
 * @property {boolean} isNullable
 * @property {string} input name in the form, where money has a different unit
 * @property {string} column the name in snake case
 * @property {string} title such as `Due on`
 * @property {string} schema its description in libs/hotel
 * @property {readonly string[]} builders imports of the description from libs/protocol
 * @property {readonly string[]} rules its imports from ./fields.js
 * @property {readonly string[]} options of an enum
 * @property {number} min minimum value or length
 * @property {number} max maximum value or length
 * @property {readonly [string, string]} samples two values, as TypeScript
 *
 * @typedef {'text' | 'integer' | 'money' | 'currency' | 'enum' | 'boolean' | 'date' | 'timestamp'} Kind
 */

const FIELD = /^([a-z][a-zA-Z0-9]*):([a-z]+)(?:\(([^)]*)\))?(\?)?$/;
const OPTION = /^[a-z][a-z0-9_-]*$/;
const RANGE = /^(-?\d{1,15})\.\.(-?\d{1,15})$/;

/** Names already used by every row, every list and the generated code. */
const TAKEN = new Set([
  ...['orgId', 'propertyId', 'createdAt', 'updatedAt', 'createdBy', 'updatedBy', 'version'],
  ...['limit', 'after'],
  ...['own', 'createBody', 'updateBody', 'pageQuery'],
]);

const DEFAULT_LENGTH = 200;
/** Longer text may have several lines. */
const LONGEST_LINE = 255;
const LONGEST_TEXT = 10_000;
const DEFAULT_MAX = 1_000_000;
/** Ten thousand million, in a currency with cents. */
const MAX_MINOR = 1_000_000_000_000;

/** @type {Omit<Field, 'name' | 'kind' | 'isNullable' | 'input' | 'column' | 'title' | 'schema' | 'samples'>} */
const PLAIN = { builders: [], rules: [], options: [], min: 0, max: 0 };

const TYPES = 'text(length), integer(min..max), money, enum(one,other), boolean, date or timestamp';

/**
 * @typedef {Omit<Field, 'name' | 'isNullable' | 'input' | 'column' | 'title'>} Described
 * @type {Readonly<Record<string, (argument: string, text: string) => Described>>}
 */
const DESCRIBED = {
  text(argument, text) {
    const max = argument === '' ? DEFAULT_LENGTH : wholeNumber(argument, text);
    if (max < 1 || max > LONGEST_TEXT) throw wrong(text, `a text has 1 to ${LONGEST_TEXT} characters`);
    /** @type {readonly [string, string]} */
    const samples = max < 3 ? ["'1'", "'2'"] : ["'one'", "'two'"];
    const about = { ...PLAIN, kind: /** @type {const} */ ('text'), min: 1, max, samples };
    return max <= LONGEST_LINE
      ? { ...about, schema: `line(${max})`, rules: ['line'] }
      : { ...about, schema: `text(${digits(max)}, 1)`, builders: ['text'] };
  },
  integer(argument, text) {
    const [, low = '0', high = String(DEFAULT_MAX)] = argument === '' ? [] : (RANGE.exec(argument) ?? []);
    if (argument !== '' && !RANGE.test(argument)) throw wrong(text, 'give minimum and maximum, such as integer(0..80)');
    const [min, max] = [Number(low), Number(high)];
    if (min >= max) throw wrong(text, `${min} is not less than ${max}`);
    const schema = `integer(${digits(min)}, ${digits(max)})`;
    return { ...PLAIN, kind: 'integer', schema, builders: ['integer'], min, max, samples: [`${min}`, `${min + 1}`] };
  },
  money(argument, text) {
    none(argument, text);
    const schema = `integer(0, ${digits(MAX_MINOR)})`;
    return { ...PLAIN, kind: 'money', schema, builders: ['integer'], max: MAX_MINOR, samples: ['12_500', '13_000'] };
  },
  enum(argument, text) {
    const options = argument.split(',');
    if (options.length < 2 || !options.every((option) => OPTION.test(option))) {
      throw wrong(text, 'an enum needs two or more lower-case words, such as enum(clean,dirty)');
    }
    if (new Set(options).size < options.length) throw wrong(text, 'a word is repeated');
    const words = options.map((option) => `'${option}'`);
    const [first = '', second = ''] = words;
    return {
      ...{ ...PLAIN, kind: 'enum', options, samples: [first, second] },
      ...{ schema: `oneOf(${words.join(', ')})`, builders: ['oneOf'] },
    };
  },
  boolean(argument, text) {
    none(argument, text);
    if (text.endsWith('?')) throw wrong(text, 'a boolean cannot be null; use enum(yes,no)? instead');
    return { ...PLAIN, kind: 'boolean', schema: 'boolean', builders: ['boolean'], samples: ['false', 'true'] };
  },
  date(argument, text) {
    none(argument, text);
    const samples = /** @type {const} */ (["'2026-11-21'", "'2026-11-22'"]);
    return { ...PLAIN, kind: 'date', schema: 'day', builders: ['day'], samples };
  },
  timestamp(argument, text) {
    none(argument, text);
    const samples = /** @type {const} */ (["'2026-11-21T09:30:00.000Z'", "'2026-11-22T16:00:00.000Z'"]);
    return { ...PLAIN, kind: 'timestamp', schema: 'instant', builders: ['instant'], samples };
  },
};

/** The currency of every amount in a row. @type {Field} */
const CURRENCY = {
  ...{ ...PLAIN, name: 'currency', input: 'currency', column: 'currency', title: 'Currency', kind: 'currency' },
  ...{ isNullable: false, schema: 'currency', rules: ['currency'], samples: ["'EUR'", "'USD'"] },
};

/**
 * Reads `number:text(20) status:enum(clean,dirty) floor:integer(0..80) note:text(500)?`; a question mark allows null.
 * `rate:money` becomes the field `rateMinor`, in the minor unit of the row’s `currency`.
 * @param {string | undefined} text
 * @returns {Field[]}
 * @throws {SchematicsException} for an invalid field
 */
export function parseFields(text = '') {
  // Spaces in parentheses are no separators.
  const parts = text.replaceAll(/\([^)]*\)/g, (argument) => argument.replaceAll(/\s/g, '')).split(/\s+/);
  const own = parts.filter(Boolean).map(parseField);
  if (own.length === 0) {
    throw new SchematicsException('Give the fields of a row: --fields "number:text(20) floor:integer(0..80)"');
  }
  const lastAmount = own.findLastIndex(({ kind }) => kind === 'money');
  const fields = lastAmount === -1 ? own : own.toSpliced(lastAmount + 1, 0, CURRENCY);
  const names = fields.flatMap(({ name, input }) => (name === input ? [name] : [name, input]));
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice) {
    const why = twice === 'currency' && lastAmount !== -1 ? ': money adds one' : '';
    throw new SchematicsException(`The field "${twice}" is repeated${why}.`);
  }
  return fields;
}

/** @param {string} text @returns {Field} */
function parseField(text) {
  const [, input, type = '', argument = '', mark] = FIELD.exec(text) ?? [];
  if (!input) {
    throw new SchematicsException(
      `"${text}" is not a field. Write name:type, such as floor:integer(0..80) or note:text(500)?`,
    );
  }
  const name = type === 'money' ? `${input}Minor` : input;
  const column = snakeCase(name);
  const { title } = spell(input);
  if (TAKEN.has(input)) throw wrong(text, `every row or list already has "${input}"; choose another name`);
  if (isReservedInScript(input)) throw wrong(text, `"${input}" is a reserved word of JavaScript; choose another name`);
  if (isReservedInSql(column)) throw wrong(text, `"${column}" is a reserved word of SQL; choose another name`);
  const describe = Object.hasOwn(DESCRIBED, type) ? DESCRIBED[type] : undefined;
  if (!describe) throw wrong(text, `"${type}" is not a type; use ${TYPES}`);
  const described = describe(argument, text);
  const isNullable = mark !== undefined;
  const builders = isNullable ? [...described.builders, 'nullable'] : described.builders;
  const schema = isNullable ? `nullable(${described.schema})` : described.schema;
  return { ...described, name, input, column, title, isNullable, builders, schema };
}

/** @param {string} argument @param {string} text */
function none(argument, text) {
  if (argument !== '') throw wrong(text, 'this type takes no parentheses');
}

/** @param {string} number @param {string} text */
function wholeNumber(number, text) {
  if (!/^\d{1,6}$/.test(number)) throw wrong(text, `"${number}" is not a whole number`);
  return Number(number);
}

/** @param {string} text @param {string} why */
const wrong = (text, why) => new SchematicsException(`${text}: ${why}.`);

/** Formats `1000000` as `1_000_000`. @param {number} value */
const digits = (value) => String(value).replaceAll(/\B(?=(?:\d{3})+$)/g, '_');

/** Names a field’s column like src/platform/database/columns.ts. @param {string} name */
const snakeCase = (name) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
