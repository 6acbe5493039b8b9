import { describe, expect, it } from '@jest/globals';
import * as protocol from '@bellhop/protocol';
import type { Schema } from '@bellhop/protocol';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { validatePayload } from './validate-payload.js';

/** Reference: another implementation of JSON Schema 2020-12. */
const ajv = addFormats.default(new Ajv2020({ strict: false, ownProperties: true }));

const uuid: Schema<unknown> = { type: 'string', format: 'uuid' };
const day: Schema<unknown> = { type: 'string', format: 'date' };
const instant: Schema<unknown> = { type: 'string', format: 'date-time' };

const leaf: fc.Arbitrary<Schema<unknown>> = fc.oneof(
  fc.constantFrom<Schema<unknown>>(uuid, day, instant, { type: 'boolean' }, { type: 'null' }, {}),
  fc.record({ type: fc.constant('integer' as const), minimum: fc.integer(), maximum: fc.integer() }),
  fc.record({ type: fc.constant('string' as const), minLength: fc.nat(4), maxLength: fc.nat(6) }),
  fc.record({ type: fc.constant('string' as const), enum: fc.uniqueArray(fc.string(), { minLength: 1 }) }),
  fc.constant<Schema<unknown>>({ type: 'string', pattern: '^[A-Z]{3}$' }),
);

const { schema: anySchema } = fc.letrec<{ schema: Schema<unknown> }>((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc
      .tuple(tie('schema'), fc.option(fc.nat(3)))
      .map(([items, maxItems]): Schema<unknown> => ({ type: 'array', items, ...(maxItems !== null && { maxItems }) })),
    fc.tuple(tie('schema'), tie('schema')).map((anyOf): Schema<unknown> => ({ anyOf })),
    fc
      .tuple(fc.dictionary(fc.constantFrom('a', 'b', 'c', 'toString'), tie('schema')), fc.boolean(), fc.boolean())
      .map(([properties, all, closed]): Schema<unknown> => {
        const required = all ? Object.keys(properties) : [];
        return { type: 'object', properties, required, ...(closed && { additionalProperties: false }) };
      }),
  ),
}));

const scalar = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.uuid(),
  fc.constantFrom('2026-02-28', '2026-02-29', '2024-02-29', '1900-02-29', '2026-11-21T09:30:00.000Z', 'EUR', 'eur'),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);
const anyValue = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'toString', 'constructor'), tie('value')),
  ),
})).value;

/** Values that fit, often enough to test both verdicts. */
function fitting(schema: Schema<unknown>): fc.Arbitrary<unknown> {
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(fitting));
  switch (schema.type) {
    case 'array':
      return schema.items ? fc.array(fitting(schema.items), { maxLength: 3 }) : fc.array(scalar);
    case 'object': {
      const fields = Object.entries(schema.properties ?? {}).map(([name, value]) => [name, fitting(value)] as const);
      return fc.record(Object.fromEntries(fields), { noNullPrototype: true });
    }
    case 'integer':
      return fc.integer({ min: schema.minimum ?? 0, max: Math.max(schema.minimum ?? 0, schema.maximum ?? 0) });
    case 'string':
      if (schema.enum) return fc.constantFrom(...schema.enum);
      if (schema.format === 'uuid') return fc.uuid();
      if (schema.format === 'date') return fc.constant('2026-11-21');
      if (schema.format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
      return schema.pattern ? fc.constant('EUR') : fc.string({ minLength: schema.minLength ?? 0, maxLength: 6 });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return scalar;
  }
}

describe('validatePayload', () => {
  it('agrees with the reference implementation for any schema and value', () => {
    let valid = 0;
    // Compiling a schema takes the reference most of the time, so each is tried with several values.
    const cases = anySchema.chain((schema) => {
      const value = fc.oneof(anyValue, fitting(schema), fitting(schema));
      return fc.tuple(fc.constant(schema), fc.array(value, { minLength: 5, maxLength: 5 }));
    });
    fc.assert(
      fc.property(cases, ([schema, values]) => {
        const fitsReference = ajv.compile(schema);
        for (const value of values) {
          // A payload ends up as JSON.
          const json = JSON.parse(JSON.stringify(value)) as unknown;
          const fits = fitsReference(json);
          if (fits) valid += 1;
          expect(validatePayload(schema, json)).toEqual(fits ? [] : expect.arrayContaining([expect.anything()]));
        }
      }),
      { numRuns: 500 },
    );
    expect(valid).toBeGreaterThan(500);
  });

  const order = {
    orderId: '01980000-0000-7000-8000-000000000001',
    version: 1,
    title: 'Two lamps',
    status: 'open',
    sellerId: null,
    dueOn: null,
    paidAt: null,
  };
  const { integer, nullable, object, oneOf, text } = protocol;
  const schema = object({
    orderId: protocol.uuid,
    version: integer(1),
    title: text(200, 1),
    status: oneOf('open', 'paid', 'sent'),
    sellerId: nullable(protocol.uuid),
    dueOn: nullable(protocol.day),
    paidAt: nullable(protocol.instant),
  });

  it('accepts a row', () => expect(validatePayload(schema, order)).toEqual([]));

  it.each([
    [{ title: '' }, 'payload.title', 'must have at least 1 characters'],
    [{ title: 'x'.repeat(201) }, 'payload.title', 'must have at most 200 characters'],
    [{ version: 0 }, 'payload.version', 'must not be less than 1'],
    [{ version: 1.5 }, 'payload.version', 'must be a whole number'],
    [{ version: Number.NaN }, 'payload.version', 'must be a whole number'],
    [{ status: 'lost' }, 'payload.status', 'must be one of open, paid, sent'],
    [{ dueOn: '2026-02-30' }, 'payload.dueOn', 'must be a date, YYYY-MM-DD'],
    [{ sellerId: 'somebody' }, 'payload.sellerId', 'must be a UUID'],
    [{ paidAt: new Date(0) }, 'payload.paidAt', 'must be a string'],
    [{ password: 'x' }, 'payload.password', 'is not a field of this event'],
    [{ orderId: undefined }, 'payload.orderId', 'is missing'],
  ])('reports where %j does not fit, and why', (change, field, message) => {
    expect(validatePayload(schema, { ...order, ...change })).toEqual([{ field, message }]);
  });

  it('counts characters, not UTF-16 units', () => {
    expect(validatePayload(schema, { ...order, title: '🛎'.repeat(200) })).toEqual([]);
    expect(validatePayload(schema, { ...order, title: '🛎'.repeat(201) })).toHaveLength(1);
  });

  it('begins paths with the given root, and counts in lists', () => {
    const item: Schema<unknown> = { type: 'object', properties: { n: { type: 'integer' } } };
    const schema: Schema<unknown> = { type: 'array', items: item };
    expect(validatePayload(schema, [{ n: 1 }, { n: 'x' }], 'events.3.payload')).toEqual([
      { field: 'events.3.payload.1.n', message: 'must be a whole number' },
    ]);
  });

  it('ignores properties of the prototype', () => {
    const text: Schema<unknown> = { type: 'string' };
    const properties = Object.fromEntries([['toString', text]]);
    const schema: Schema<unknown> = { type: 'object', properties, required: ['toString'] };
    expect(validatePayload(schema, {})).toEqual([{ field: 'payload.toString', message: 'is missing' }]);
  });
});
