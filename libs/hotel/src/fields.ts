import { currency as currencyCode, type Schema, text } from '@bellhop/protocol';
import { RULE_PATTERN } from './recurrence-rules.js';

/**
 * Rules for a request's text that JSON Schema cannot express. `line`: a single line without control characters, not blank unless
 * it may be empty. `currency`: a listed ISO 4217 code. `timezone`: a listed IANA name. `rule`: as `formatRule` writes it.
 */
export type TextContent = 'line' | 'email' | 'currency' | 'timezone' | 'rule';

/** A symbol, so that it is not serialised: the schema on the wire stays plain JSON Schema. */
const CONTENT = Symbol('content');

type Described<T> = Schema<T> & { readonly [CONTENT]?: TextContent };

const withContent = (schema: Schema<string>, content: TextContent): Described<string> => ({
  ...schema,
  [CONTENT]: content,
});

/** A name or title: a single line with a visible character, unless `minLength` is 0. */
export const line = (maxLength: number, minLength = 1): Schema<string> =>
  withContent(text(maxLength, minLength), 'line');
/** Maximum length of an SMTP path (RFC 5321, 4.5.3.1.3) without its brackets. */
export const email: Schema<string> = withContent(text(254, 3), 'email');
/** An IANA name, `Europe/Lisbon`. */
export const timezone: Schema<string> = withContent(text(64, 1), 'timezone');
/** ISO 4217. */
export const currency: Schema<string> = withContent(currencyCode, 'currency');

/** When something recurs: `FREQ=WEEKLY;BYDAY=MO,TH`. */
export const recurrenceRule: Schema<string> = withContent({ ...text(64, 1), pattern: RULE_PATTERN }, 'rule');

/** Returns undefined for text without further rules, and for other types. */
export const contentOf = (schema: Schema<unknown>): TextContent | undefined => (schema as Described<unknown>)[CONTENT];

/** Separates a nullable field into its value's schema and its nullability. */
export function fieldOf(schema: Schema<unknown>): { readonly value: Schema<unknown>; readonly isNullable: boolean } {
  const values = schema.anyOf?.filter(({ type }) => type !== 'null');
  const [value] = values ?? [];
  return value && values?.length === 1 ? { value, isNullable: true } : { value: schema, isNullable: false };
}

/** Attributes of an `<input>` or `<textarea>`. */
export interface InputAttributes {
  readonly maxLength?: number;
  readonly min?: number;
  readonly max?: number;
}

/**
 * Returns a field's limits as attributes of its input. HTML counts `maxLength` in UTF-16 units and the server in characters,
 * so the input never accepts more than the server does.
 */
export function inputAttributes(schema: Schema<unknown>): InputAttributes {
  const { value } = fieldOf(schema);
  if (value.type === 'integer') {
    return {
      ...(value.minimum !== undefined && { min: value.minimum }),
      ...(value.maximum !== undefined && { max: value.maximum }),
    };
  }
  if (contentOf(value) === 'currency') return { maxLength: 3 };
  return value.maxLength === undefined ? {} : { maxLength: value.maxLength };
}

/** Returns the options of an enum field; empty for other fields. */
export const optionsOf = <T>(schema: Schema<T>): readonly Exclude<T, null>[] =>
  (fieldOf(schema).value.enum ?? []) as readonly unknown[] as readonly Exclude<T, null>[];
