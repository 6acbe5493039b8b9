import type { FieldError, Schema } from '@bellhop/protocol';

/** Checks one value. `at` is its path from the payload's root, with dots between levels. */
type Check = (value: unknown, at: string, errors: FieldError[]) => void;

/** Compiled once per schema object: there are few schemas, and every event passes through. */
const compiled = new WeakMap<Schema<unknown>, Check>();

/**
 * Checks a payload against the schema that documents and types it.
 * @param value parsed JSON; a property that is `undefined` counts as absent, as JSON omits it
 * @param root prefix of each error's path, such as `events.3.payload`
 * @returns the errors; empty if the payload fits
 */
export function validatePayload(schema: Schema<unknown>, value: unknown, root = 'payload'): FieldError[] {
  const errors: FieldError[] = [];
  checkOf(schema)(value, root, errors);
  return errors;
}

function checkOf(schema: Schema<unknown>): Check {
  let check = compiled.get(schema);
  if (!check) compiled.set(schema, (check = compile(schema)));
  return check;
}

function compile(schema: Schema<unknown>): Check {
  if (schema.anyOf) return anyOf(schema.anyOf);
  switch (schema.type) {
    case 'string':
      return stringCheck(schema);
    case 'integer':
      return integerCheck(schema);
    case 'boolean':
      return (value, at, errors) => void (typeof value === 'boolean' || refuse(errors, at, 'must be true or false'));
    case 'null':
      return (value, at, errors) => void (value === null || refuse(errors, at, 'must be null'));
    case 'array':
      return arrayCheck(schema);
    case 'object':
      return objectCheck(schema);
    default:
      return () => undefined;
  }
}

function refuse(errors: FieldError[], field: string, message: string): void {
  errors.push({ field, message });
}

/** Reports the errors of the single branch that is not `null`; with several branches, one error for all of them. */
function anyOf(schemas: readonly Schema<unknown>[]): Check {
  const checks = schemas.map(checkOf);
  const described = schemas.filter(({ type }) => type !== 'null').map(checkOf);
  return (value, at, errors) => {
    for (const check of checks) {
      const found: FieldError[] = [];
      check(value, at, found);
      if (found.length === 0) return;
    }
    const [single] = described;
    if (described.length === 1 && single) single(value, at, errors);
    else refuse(errors, at, 'must fit one of the alternatives');
  };
}

function integerCheck({ minimum = -Infinity, maximum = Infinity }: Schema<unknown>): Check {
  return (value, at, errors) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) refuse(errors, at, 'must be a whole number');
    else if (value < minimum) refuse(errors, at, `must not be less than ${minimum}`);
    else if (value > maximum) refuse(errors, at, `must not be greater than ${maximum}`);
  };
}

function stringCheck(schema: Schema<unknown>): Check {
  const { minLength = 0, maxLength = Infinity, format, pattern } = schema;
  const allowed = schema.enum && new Set(schema.enum);
  const expression = pattern === undefined ? undefined : new RegExp(pattern, 'u');
  return (value, at, errors) => {
    if (typeof value !== 'string') refuse(errors, at, 'must be a string');
    else if (allowed && !allowed.has(value)) refuse(errors, at, `must be one of ${[...allowed].join(', ')}`);
    else if (value.length < minLength || isShorter(value, minLength)) {
      refuse(errors, at, `must have at least ${minLength} characters`);
    } else if (value.length > maxLength && !isShorter(value, maxLength + 1)) {
      refuse(errors, at, `must have at most ${maxLength} characters`);
    } else if (expression && !expression.test(value)) refuse(errors, at, `must match ${pattern}`);
    else if (format && !FORMATS[format].fits(value)) refuse(errors, at, FORMATS[format].message);
  };
}

/** JSON Schema counts code points, not UTF-16 units. A code point takes at most two units. */
function isShorter(value: string, length: number): boolean {
  if (value.length >= length * 2) return false;
  let characters = 0;
  for (const _ of value) if ((characters += 1) >= length) return false;
  return characters < length;
}

function arrayCheck({ items, maxItems = Infinity }: Schema<unknown>): Check {
  const check = items && checkOf(items);
  return (value, at, errors) => {
    if (!Array.isArray(value)) refuse(errors, at, 'must be a list');
    else if (value.length > maxItems) refuse(errors, at, `must have at most ${maxItems} items`);
    else if (check) for (let index = 0; index < value.length; index += 1) check(value[index], `${at}.${index}`, errors);
  };
}

function objectCheck({ properties = {}, required = [], additionalProperties }: Schema<unknown>): Check {
  const needed = new Set(required);
  const checks = Object.entries(properties).map(([name, schema]) => {
    return { name, check: checkOf(schema), needed: needed.has(name) };
  });
  // A required property may have no schema of its own.
  const undescribed = required.filter((name) => !Object.hasOwn(properties, name));
  return (value, at, errors) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      refuse(errors, at, 'must be an object');
      return;
    }
    const fields = value as Readonly<Record<string, unknown>>;
    const has = (name: string): boolean => Object.hasOwn(fields, name) && fields[name] !== undefined;
    for (const { name, check, needed } of checks) {
      if (has(name)) check(fields[name], `${at}.${name}`, errors);
      else if (needed) refuse(errors, `${at}.${name}`, 'is missing');
    }
    for (const name of undescribed) if (!has(name)) refuse(errors, `${at}.${name}`, 'is missing');
    if (additionalProperties !== false) return;
    for (const name of Object.keys(fields)) {
      if (!Object.hasOwn(properties, name) && fields[name] !== undefined) {
        refuse(errors, `${at}.${name}`, 'is not a field of this event');
      }
    }
  };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
/** RFC 3339, 5.6, without leap seconds: `Date` cannot represent them, so no row can hold one. */
const DATE_TIME = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i;

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

function isDay(text: string): boolean {
  const [, year, month, day] = DATE.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  const days = month === 2 && isLeap(year) ? 29 : (DAYS[month - 1] ?? 0);
  return day >= 1 && day <= days;
}

const FORMATS = {
  uuid: { fits: (text: string) => UUID.test(text), message: 'must be a UUID' },
  date: { fits: isDay, message: 'must be a date, YYYY-MM-DD' },
  'date-time': {
    fits: (text: string) => isDay(DATE_TIME.exec(text)?.[1] ?? ''),
    message: 'must be a date and time, ISO 8601 with offset',
  },
} as const;
