/**
 * The part of JSON Schema (draft 2020-12) used by the event catalogue. One schema provides the TypeScript type, the
 * server's validation and the documentation; the phantom parameter carries the type and does not exist at run time.
 */
export interface Schema<T> {
  readonly type?: 'string' | 'integer' | 'boolean' | 'null' | 'array' | 'object';
  readonly format?: 'uuid' | 'date' | 'date-time';
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly description?: string;
  readonly items?: Schema<unknown>;
  readonly properties?: Readonly<Record<string, Schema<unknown>>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false;
  readonly anyOf?: readonly Schema<unknown>[];
  /** Never set: ties `T` to the schema for inference. */
  readonly __type?: T;
}

/** The type described by a schema. */
export type Static<S> = S extends Schema<infer T> ? T : never;

export const uuid: Schema<string> = { type: 'string', format: 'uuid' };
/** `YYYY-MM-DD`, a day in the property's own calendar. */
export const day: Schema<string> = { type: 'string', format: 'date' };
/** ISO 8601 with offset, as written by `Date.prototype.toISOString`. */
export const instant: Schema<string> = { type: 'string', format: 'date-time' };
/** ISO 4217. */
export const currency: Schema<string> = { type: 'string', pattern: '^[A-Z]{3}$' };

export const text = (maxLength: number, minLength = 0): Schema<string> => ({ type: 'string', minLength, maxLength });

export const boolean: Schema<boolean> = { type: 'boolean' };

export const integer = (minimum: number, maximum = Number.MAX_SAFE_INTEGER): Schema<number> => ({
  type: 'integer',
  minimum,
  maximum,
});

export const oneOf = <const V extends string>(...values: readonly V[]): Schema<V> => ({ type: 'string', enum: values });

export const nullable = <T>(schema: Schema<T>): Schema<T | null> => ({ anyOf: [schema, { type: 'null' }] });

/** @param maxItems @default unlimited */
export const list = <T>(items: Schema<T>, maxItems?: number): Schema<readonly T[]> => ({
  type: 'array',
  items,
  ...(maxItems !== undefined && { maxItems }),
});

/** A symbol, so that it is not serialised: the schema on the wire stays plain JSON Schema. */
const ADDED_LATER: unique symbol = Symbol('added later');

/** A property that objects made before it existed do not have. */
export type AddedLater<T> = Schema<T> & { readonly [ADDED_LATER]: true };

/**
 * Marks a property that was added after the first events were logged: those without it stay valid, and so do publishers that do
 * not send it. Readers have to expect `undefined`.
 */
export const addedLater = <T>(schema: Schema<T>): AddedLater<T> => ({ ...schema, [ADDED_LATER]: true });

const isRequired = (schema: Schema<unknown>): boolean => !(ADDED_LATER in schema);

type Properties = Readonly<Record<string, Schema<unknown>>>;
type LaterKeys<P extends Properties> = { [K in keyof P]: P[K] extends AddedLater<unknown> ? K : never }[keyof P];
type ObjectOf<P extends Properties> = { readonly [K in Exclude<keyof P, LaterKeys<P>>]: Static<P[K]> } & {
  readonly [K in LaterKeys<P>]?: Static<P[K]>;
};
/** Every property is required, with `null` for an absent value, unless it was {@link addedLater}. */
export const object = <P extends Properties>(
  properties: P,
): Schema<{ readonly [K in keyof ObjectOf<P>]: ObjectOf<P>[K] }> => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => isRequired(properties[name] ?? {})),
  additionalProperties: false,
});
