import { v7 as uuidv7 } from 'uuid';
import { canary, canaryAddress } from './canaries.js';
import type { Tenant } from './founding.js';
import type { JsonSchema, Operation } from './operations.js';

/** Values that replace a tenant’s own, by field name. */
export type Given = Readonly<Record<string, unknown>>;

/** A tenant’s own value for a field of this name that takes an id. Add new names here. */
const OWN_IDS: Readonly<Record<string, (tenant: Tenant) => string | readonly string[]>> = {
  orgId: ({ orgId }) => orgId,
  propertyId: ({ propertyId }) => propertyId,
  propertyIds: ({ propertyId }) => [propertyId],
  assigneeId: ({ people }) => people.owner.userId,
  eventId: () => uuidv7(),
};

/** The tenant’s own ids for a field of that name; none if the name is unknown. */
export const ownIds = (name: string, tenant: Tenant): readonly string[] => [OWN_IDS[name]?.(tenant) ?? []].flat();

/** Values of fields that no schema determines, by name or by operation and name; `undefined`: omitted. */
const OWN_VALUES: Readonly<Record<string, (tenant: Tenant) => unknown>> = {
  timezone: () => 'Europe/Lisbon',
  'POST /v2/realtime/keys domains': () => ['tasks'],
  'POST /v2/realtime/events domain': () => 'tasks',
  'POST /v2/realtime/events eventType': () => 'TaskCreated',
  'POST /v2/realtime/events payload': taskOf,
  'POST /v2/realtime/events timestamp': () => undefined,
  // A key applies to ephemeral events only.
  'POST /v2/realtime/events key': () => undefined,
  'POST /v2/realtime/events durable': () => true,
};

let serial = 0;
const nextWord = (name: string): string => `${name} ${(serial += 1)}`;

/**
 * Returns a body that the operation accepts from `tenant`, with every field filled: its own ids, and canaries as texts.
 * @throws Error that says what to do about a field without a fitting value
 */
export function fillBody({ name, body }: Operation, tenant: Tenant, given: Given = {}): unknown {
  return body && valueOf(name, body, '', tenant, given);
}

function valueOf(operation: string, schema: JsonSchema, way: string, tenant: Tenant, given: Given): unknown {
  if (way in given) return given[way];
  const name = way.split('.').at(-1) ?? way;
  const known = OWN_VALUES[`${operation} ${way}`] ?? OWN_VALUES[name];
  if (known) return known(tenant);
  if ((schema.items ?? schema).format === 'uuid') {
    const own = OWN_IDS[name];
    if (!own)
      throw new Error(`${operation}: add the tenant’s own id for ${way} to OWN_IDS of test/support/tenants/filling.ts`);
    return own(tenant);
  }
  if (schema.items) return [valueOf(operation, schema.items, `${way}[]`, tenant, given)];
  if (schema.properties) {
    const inner = way === '' ? '' : `${way}.`;
    const all = Object.entries(schema.properties).map(([property, part]): [string, unknown] => [
      property,
      valueOf(operation, part, `${inner}${property}`, tenant, given),
    ]);
    return Object.fromEntries([...all, ...undescribedOf(way, given, schema)]);
  }
  const value = plainValue(schema, name, tenant);
  if (value === undefined) {
    throw new Error(`${operation}: add a value for ${way} to OWN_VALUES of test/support/tenants/filling.ts`);
  }
  return value;
}

/** Given top-level values that the schema does not contain. */
const undescribedOf = (way: string, given: Given, { properties = {} }: JsonSchema): [string, unknown][] =>
  way === '' ? Object.entries(given).filter(([name]) => /^\w+$/.test(name) && !(name in properties)) : [];

/** A value that satisfies the schema and names the tenant as far as possible. */
function plainValue(schema: JsonSchema, name: string, { index }: Tenant): unknown {
  const { enum: words, format, pattern, maxLength = Infinity, minimum = 0, maximum = Infinity } = schema;
  if (words) return words.at(-1);
  const type = [schema.type].flat()[0];
  if (type === 'boolean') return false;
  if (type === 'integer') return Math.min(minimum + index, maximum);
  if (type !== 'string') return undefined;
  if (format === 'date') return '2026-11-21';
  const text = format === 'email' ? canaryAddress(index, nextWord(name)) : canary(index, nextWord(name));
  const candidates = format === undefined ? [text, 'EUR'] : format === 'email' ? [text] : [];
  const fits = (candidate: string): boolean =>
    candidate.length <= maxLength && (pattern === undefined || new RegExp(pattern).test(candidate));
  return candidates.find(fits);
}

function taskOf({ index, orgId, propertyId, people }: Tenant): unknown {
  const at = '2026-11-21T05:00:00.000Z';
  return {
    ...{ taskId: uuidv7(), orgId, propertyId, createdAt: at, updatedAt: at, version: 1 },
    ...{ title: canary(index, nextWord('title')), description: canary(index, nextWord('description')) },
    ...{ status: 'open', priority: 'normal', dueOn: null, completedAt: null },
    ...{ assigneeId: people.owner.userId, createdBy: people.owner.userId },
  };
}
