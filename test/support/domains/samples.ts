import { catalogue } from '@bellhop/hotel';
import { v7 as uuidv7 } from 'uuid';
import type { JsonSchema, Operation } from './operations.js';

/** Values that replace the author’s own, by field name. */
export type Given = Readonly<Record<string, unknown>>;

/** The author of a request, and the values to fill in. */
export interface Author {
  readonly orgId: string;
  readonly userId: string;
  /** Properties that the author sees; new rows go to the first. */
  readonly propertyIds: readonly string[];
  /** Added to a number’s minimum, so that rows of two authors differ. */
  readonly number: number;
  /** Returns a unique text. */
  text(name: string): string;
  /** Returns a unique email address in lower case. */
  address(name: string): string;
}

type Candidates = (author: Author) => readonly unknown[];

/** The author's ids for fields of these names, in requests and in events. */
const OWN_IDS: Readonly<Record<string, (author: Author) => readonly string[]>> = {
  orgId: ({ orgId }) => [orgId],
  propertyId: ({ propertyIds }) => propertyIds,
  propertyIds: ({ propertyIds }) => propertyIds.slice(0, 1),
  assigneeId: ({ userId }) => [userId],
  userId: ({ userId }) => [userId],
  createdBy: ({ userId }) => [userId],
  updatedBy: ({ userId }) => [userId],
  deletedBy: ({ userId }) => [userId],
  eventId: () => [uuidv7()],
  recurrenceId: () => [uuidv7()],
};

const RULES = ['FREQ=WEEKLY;BYDAY=MO,TH', 'FREQ=MONTHLY;BYMONTHDAY=-1;UNTIL=21991231'];

/** Values that no schema determines, by field name or by operation and name; `undefined` omits the field. */
const OWN_VALUES: Readonly<Record<string, Candidates>> = {
  timezone: () => ['Europe/Lisbon', 'Europe/Madrid'],
  rule: () => RULES,
  repeats: () => RULES,
  // The task has a rule by then.
  'PATCH /tasks/{taskId} repeats': () => [null],
  'POST /v2/realtime/keys domains': () => [['tasks']],
  'POST /v2/realtime/events domain': () => ['tasks'],
  'POST /v2/realtime/events eventType': () => ['TaskCreated'],
  'POST /v2/realtime/events payload': (author) => [
    samplePayload('TaskCreated', catalogue.tasks.TaskCreated, author, { taskId: uuidv7() }),
  ],
  'POST /v2/realtime/events timestamp': () => [undefined],
  // A key applies to ephemeral events only.
  'POST /v2/realtime/events key': () => [undefined],
  'POST /v2/realtime/events durable': () => [true],
};

/** The author’s ids for a field of that name; none if {@link OWN_IDS} lacks it. */
export const ownIds = (name: string, author: Author): readonly string[] => OWN_IDS[name]?.(author).slice(0, 1) ?? [];

/**
 * Returns a body that the operation accepts, with every field filled in.
 * @throws Error that says what to add for a field without a fitting value
 */
export function sampleBody(
  { name, body }: Pick<Operation, 'name' | 'body'>,
  author: Author,
  given: Given = {},
): unknown {
  return body && valueOf({ of: name, author, given }, body, '');
}

/** Returns a payload of an event. @throws Error as {@link sampleBody} */
export const samplePayload = (eventType: string, schema: JsonSchema, author: Author, given: Given = {}): unknown =>
  valueOf({ of: eventType, author, given }, schema, '');

/**
 * Returns every value to try for one field of an operation, each of them valid.
 * @throws Error as {@link sampleBody}
 */
export function sampleValues(
  { name }: Pick<Operation, 'name'>,
  field: string,
  schema: JsonSchema,
  author: Author,
): readonly unknown[] {
  const all = candidatesOf({ of: name, author, given: {} }, schema, field);
  return [schema.type].flat().includes('null') ? [...all, null] : all;
}

interface Filling {
  /** The operation or event type. */
  readonly of: string;
  readonly author: Author;
  readonly given: Given;
}

function valueOf(filling: Filling, schema: JsonSchema, way: string): unknown {
  const { given } = filling;
  if (way in given) return given[way];
  if (!schema.properties || OWN_VALUES[`${filling.of} ${way}`]) return candidatesOf(filling, schema, way)[0];
  const inner = way === '' ? '' : `${way}.`;
  const all = Object.entries(schema.properties).map(([property, part]): [string, unknown] => [
    property,
    valueOf(filling, part, `${inner}${property}`),
  ]);
  return Object.fromEntries([...all, ...undescribedOf(way, given, schema)]);
}

/** Given top-level values that the schema does not contain. */
const undescribedOf = (way: string, given: Given, { properties = {} }: JsonSchema): [string, unknown][] =>
  way === '' ? Object.entries(given).filter(([name]) => /^\w+$/.test(name) && !(name in properties)) : [];

function candidatesOf(filling: Filling, described: JsonSchema, way: string): readonly unknown[] {
  const { of, author } = filling;
  // A nullable field of an event.
  const schema = described.anyOf?.find(({ type }) => type !== 'null') ?? described;
  const name = way.split('.').at(-1) ?? way;
  const known = OWN_VALUES[`${of} ${way}`] ?? OWN_VALUES[name];
  if (known) return known(author);
  const { items } = schema;
  if ((items ?? schema).format === 'uuid') {
    const own = OWN_IDS[name];
    if (!own) {
      throw new Error(
        `${of}: it is unknown whose id ${way} is. Add a line such as \`${name}: ({ userId }) => [userId]\` to OWN_IDS in ` +
          'test/support/domains/samples.ts.',
      );
    }
    return items ? [own(author)] : own(author);
  }
  if (items) return [[valueOf(filling, items, `${way}[]`)]];
  const values = plainValues(schema, name, author);
  if (values.length === 0) {
    throw new Error(
      `${of}: no sample fits ${way}. Add a line such as \`${name}: () => ['…']\` to OWN_VALUES in ` +
        'test/support/domains/samples.ts.',
    );
  }
  return values;
}

const CODES = ['EUR', 'USD'];
/** In the past: some days must not be in the future of their property. */
const DAYS = ['2026-11-02', '2026-10-01'];
const INSTANTS = ['2026-11-21T05:00:00.000Z', '2026-12-01T05:00:00.000Z'];

/** Values that satisfy the schema; the first names the author as far as possible. */
function plainValues(schema: JsonSchema, name: string, author: Author): readonly unknown[] {
  const { enum: words, format, minimum = 0, maximum = Infinity } = schema;
  if (words) return words.toReversed();
  const type = [schema.type].flat()[0];
  if (type === 'boolean') return [false, true];
  if (type === 'integer') return [...new Set([Math.min(minimum + author.number, maximum), minimum])];
  if (type !== 'string') return [];
  if (format === 'date') return DAYS;
  if (format === 'date-time') return INSTANTS;
  if (format === 'email') return [author.address(name)].filter((text) => fits(schema, text));
  if (format !== undefined) return [];
  const text = author.text(name).padEnd(schema.minLength ?? 0, 'x');
  return [text, text.slice(-(schema.maxLength ?? text.length)), ...CODES].filter((one) => fits(schema, one));
}

const fits = ({ maxLength = Infinity, pattern }: JsonSchema, text: string): boolean =>
  text.length <= maxLength && (pattern === undefined || new RegExp(pattern).test(text));
