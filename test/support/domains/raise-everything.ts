import type { RealtimeEvent } from '@bellhop/protocol';
import type { Member, Method } from '../app.js';
import { type Collection, pathOf } from './collections.js';
import { authorOf } from './members.js';
import { sampleBody, sampleValues } from './samples.js';

type Row = Readonly<Record<string, unknown>>;

/** Changes that a new row refuses, with the status. Add new ones here. */
const REFUSED: Readonly<Record<string, number>> = {
  // An invitation is withdrawn instead.
  'PATCH /users/{userId} disabled': 409,
};

/**
 * Creates a row in each collection, changes each field to every other valid value, and deletes the row, which raises every
 * event of the domain’s rows.
 * @throws Error with the refused request
 */
export async function raiseEverything(owner: Member, collections: readonly Collection[]): Promise<void> {
  const author = authorOf(owner);
  const send = async (method: Method, path: string, body?: object, name = `${method} ${path}`): Promise<Row> => {
    const answer = await owner.call(method, path, body);
    if (answer.status < 300) return answer.body as Row;
    if (answer.status === REFUSED[name]) return {};
    throw new Error(
      `${name} ${JSON.stringify(body)} was answered ${answer.status} ${JSON.stringify(answer.body)}. Add a fitting value to ` +
        `OWN_VALUES in test/support/domains/samples.ts or, if it is rightly refused, a line \`'${name}': ${answer.status}\` to ` +
        'REFUSED in test/support/domains/raise-everything.ts.',
    );
  };
  for (const collection of collections) {
    const { create, change, remove } = collection;
    let row = await send('post', collection.path, sampleBody(create, author) as object);
    const path = pathOf(collection, row);
    for (const [field, schema] of Object.entries(change?.body?.properties ?? {})) {
      if (!change) continue;
      const values = sampleValues(change, field, schema, author);
      // A field that the row represents differently is changed back and forth.
      const others =
        field in row ? values.filter((value) => !isSame(value, row[field])).slice(0, 1) : values.toReversed();
      for (const value of others) {
        row = { ...row, ...(await send('patch', path, { [field]: value }, `${change.name} ${field}`)) };
      }
    }
    if (remove) await send('delete', path);
  }
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** `tasks.TaskCreated`. */
export const typeOf = ({ domain, eventType }: Pick<RealtimeEvent, 'domain' | 'eventType'>): string =>
  `${domain}.${eventType}`;

/**
 * Returns a message for each described event that was not raised, which says what to add.
 * @param described names as {@link typeOf} returns them
 */
export const neverRaised = (
  described: Iterable<string>,
  raised: Iterable<Pick<RealtimeEvent, 'domain' | 'eventType'>>,
): readonly string[] => {
  const seen = new Set([...raised].map(typeOf));
  return [...described]
    .filter((type) => !seen.has(type))
    .map(
      (type) =>
        `${type} is described, but no request raised it. Raise it in src/domains/${type.split('.', 1)[0]}, or add ` +
        `a line \`'${type}': async (owner) => …\` with the request that raises it to ELSEWHERE in test/api/asyncapi.spec.ts.`,
    );
};
