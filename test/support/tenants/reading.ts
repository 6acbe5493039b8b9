import { type Answer, inTurns } from './asking.js';
import type { Person } from './founding.js';
import type { Operation } from '../domains/operations.js';
import type { Requests } from './requests.js';

/** Some polls wait a second for events that their reader may not see. */
const AT_ONCE = 16;

/** Sends every GET as each of `people`. */
export async function readAll(
  requests: Requests,
  operations: readonly Operation[],
  people: readonly Person[],
): Promise<readonly { readonly person: Person; readonly operation: Operation; readonly answer: Answer }[]> {
  const reads = people.flatMap((person) =>
    operations.filter(({ method }) => method === 'GET').map((operation) => ({ person, operation })),
  );
  return inTurns(reads, AT_ONCE, async ({ person, operation }) => {
    return { person, operation, answer: await requests.send(operation, person) };
  });
}
