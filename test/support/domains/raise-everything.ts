import type { RealtimeEvent } from '@bellhop/protocol';
import type { Member, Method } from '../app.js';
import { type Collection, pathOf } from './collections.js';
import { authorOf } from './members.js';
import { sampleBody, sampleValues } from './samples.js';

type Row = Readonly<Record<string, unknown>>;

/** Changes that are refused to a new row, with the status; a new one is added here. */
const REFUSED: Readonly<Record<string, number>> = {
  // An invitation is withdrawn instead.
  'PATCH /users/{userId} disabled': 409,
};

/**
 * Creates a row of each collection, changes each of its fields to each other value that fits, and removes it: what a domain
 * tells of its rows is told on the way.
 * @throws Error with the request that was refused
 */
export async function raiseEverything(owner: Member, collections: readonly Collection[]): Promise<void> {
  const author = authorOf(owner);
  const send = async (method: Method, path: string, body?: object, name = `${method} ${path}`): Promise<Row> => {
    const answer = await owner.call(method, path, body);
    if (answer.status < 300) return answer.body as Row;
    if (answer.status === REFUSED[name]) return {};
    throw new Error(
      `${name} ${JSON.stringify(body)} was answered ${answer.status} ${JSON.stringify(answer.body)}. Add a value that fits to ` +
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
      // A field that the row shows otherwise is set back and forth.
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
 * Says of each event that is described and was not raised what to write.
 * @param described as {@link typeOf} has them
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
        `${type} is described, and no request of the walk raised it. Raise it in src/domains/${type.split('.', 1)[0]}, or add ` +
        `a line \`'${type}': async (owner) => …\` with the request that does to ELSEWHERE in test/api/asyncapi.spec.ts.`,
    );
};
