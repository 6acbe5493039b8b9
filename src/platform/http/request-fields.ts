import { contentOf, fieldOf } from '@bellhop/hotel';
import type { Schema, Static } from '@bellhop/protocol';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsString,
  IsUUID,
  Max,
  Min,
  MinLength,
} from 'class-validator';
import {
  IsCurrency,
  IsDay,
  IsEmailAddress,
  IsId,
  IsInstant,
  IsIntText,
  IsLine,
  IsPlainLine,
  IsRecurrenceRule,
  IsTimezone,
  MaxCharacters,
  MayBeAbsent,
  MayBeNull,
} from './fields.js';
import { PageQuery } from './paging.js';

/** Field schemas by name. */
export type Fields = Readonly<Record<string, Schema<unknown>>>;

const OPTIONAL = Symbol('optional');
type Optional<T> = Schema<T> & { readonly [OPTIONAL]: true };

/** Marks a field that may be omitted in a new row because it has a default. */
export const optional = <T>(schema: Schema<T>): Optional<T> => ({ ...schema, [OPTIONAL]: true });

type MayBeLeftOut<S> = S extends { readonly [OPTIONAL]: true } ? true : null extends Static<S> ? true : false;
type Mutable<T> = T extends readonly (infer I)[] ? I[] : T;
type LeftOut<F> = { [K in keyof F]: MayBeLeftOut<F[K]> extends true ? K : never }[keyof F];

type NewRow<F> = { -readonly [K in Exclude<keyof F, LeftOut<F>>]: Mutable<Static<F[K]>> } & {
  -readonly [K in LeftOut<F>]?: Mutable<Static<F[K]>>;
};
type Changes<F> = { -readonly [K in keyof F]?: Mutable<Static<F[K]>> };
type Filters<F> = { -readonly [K in keyof F]?: Exclude<Static<F[K]>, null> };

/**
 * Base of a DTO that creates a row. Nullable and {@link optional} fields may be omitted. OpenAPI uses the name of the
 * extending class.
 */
export function createBody<const F extends Fields>(fields: F): new () => NewRow<F> {
  class Body {}
  for (const [name, schema] of Object.entries(fields)) {
    const { value, isNullable } = fieldOf(schema);
    if (isNullable) MayBeNull()(Body.prototype, name);
    else if (OPTIONAL in schema) MayBeAbsent()(Body.prototype, name);
    check(Body.prototype, name, value);
  }
  return Body as new () => NewRow<F>;
}

/** Base of a DTO that updates a row: every field may be omitted. */
export function updateBody<const F extends Fields>(fields: F): new () => Changes<F> {
  class Body {}
  for (const [name, schema] of Object.entries(fields)) {
    const { value, isNullable } = fieldOf(schema);
    (isNullable ? MayBeNull : MayBeAbsent)()(Body.prototype, name);
    check(Body.prototype, name, value);
  }
  return Body;
}

/** Base of a filtering query: every field may be omitted. */
export function filterQuery<const F extends Fields>(fields: F): new () => Filters<F> {
  class Query {}
  addFilters(Query.prototype, fields);
  return Query;
}

/** Base of a list's query: paging and filters. */
export function pageQuery<const F extends Fields>(fields: F): new () => PageQuery & Filters<F> {
  class Query extends PageQuery {}
  addFilters(Query.prototype, fields);
  return Query as new () => PageQuery & Filters<F>;
}

/** Validates a single DTO property by a field schema. */
export const Field =
  (schema: Schema<unknown>): PropertyDecorator =>
  (target, name) =>
    check(target, String(name), schema);

const MAX_INTEGER = Number.MAX_SAFE_INTEGER;

function addFilters(prototype: object, fields: Fields): void {
  for (const [name, schema] of Object.entries(fields)) {
    MayBeAbsent()(prototype, name);
    const { value } = fieldOf(schema);
    // A query's values are text.
    if (value.type === 'integer') IsIntText(value.minimum ?? 0, value.maximum ?? MAX_INTEGER)(prototype, name);
    else check(prototype, name, value);
  }
}

function check(prototype: object, name: string, schema: Schema<unknown>): void {
  for (const decorate of checksOf(schema)) decorate(prototype, name);
}

/** Returns the validators of a value. The type's comes first: clients get the first message that fails. */
function checksOf(schema: Schema<unknown>): readonly PropertyDecorator[] {
  const { type, minimum = -Infinity, maximum = Infinity, maxItems = Infinity, items } = schema;
  if (type === 'string') return textChecks(schema);
  if (type === 'integer') return [IsInt(), Min(minimum), Max(maximum)];
  if (type === 'boolean') return [IsBoolean()];
  if (type === 'array' && items?.format === 'uuid') {
    return [IsArray(), ArrayMaxSize(maxItems), ArrayUnique(), IsUUID(undefined, { each: true })];
  }
  throw new Error(`no validator for ${JSON.stringify(schema)}: add one to checksOf in platform/http/request-fields.ts`);
}

function textChecks(schema: Schema<unknown>): readonly PropertyDecorator[] {
  const { format, minLength = 0, maxLength = Infinity } = schema;
  if (schema.enum) return [IsIn(schema.enum)];
  if (format === 'uuid') return [IsId()];
  if (format === 'date') return [IsDay()];
  if (format === 'date-time') return [IsInstant()];
  switch (contentOf(schema)) {
    case 'currency':
      return [IsCurrency()];
    case 'rule':
      return [IsRecurrenceRule()];
    case 'timezone':
      return [IsTimezone()];
    case 'email':
      return [IsEmailAddress(maxLength)];
    case 'line':
      return [IsString(), ...(minLength > 0 ? [IsLine(maxLength)] : [MaxCharacters(maxLength), IsPlainLine()])];
    default:
      return [IsString(), ...(minLength > 0 ? [MinLength(minLength)] : []), MaxCharacters(maxLength)];
  }
}
