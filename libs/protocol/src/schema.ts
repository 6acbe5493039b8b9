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

/** Every property is required: absent values are `null`. */
export const object = <P extends Readonly<Record<string, Schema<unknown>>>>(
  properties: P,
): Schema<{ readonly [K in keyof P]: Static<P[K]> }> => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});
