import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { NewApiKey, PollResponse, PublishedEvent, SignedIn } from '@bellhop/protocol';
import { taskCreated } from '../support/publishing.js';
import { startServer, type TestServer } from '../support/server.js';

const ROUNDS = 3;
const BATCHES = 8;
const BATCH_SIZE = 25;
/** Services that send the same batches. */
const SENDERS = 2;

let server: TestServer;
let signedIn: SignedIn;
let key: string;

async function call<T>(method: string, path: string, token?: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${server.url}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw Object.assign(new Error(`${answer.status}: ${await answer.text()}`), { status: answer.status });
  return (await answer.json()) as T;
}

/** Repeats the request until it is answered, as a service does. */
async function publish(batch: readonly PublishedEvent[]): Promise<void> {
  for (;;) {
    try {
      await call('POST', '/v2/realtime/events', key, batch);
      return;
    } catch (error) {
      const { status = 503 } = error as { status?: number };
      if (status < 500) throw error;
    }
    await server.ready;
  }
}

beforeAll(async () => {
  server = await startServer();
  const credentials = { email: 'owner@aurora.test', password: 'bellhop-demo' };
  signedIn = await call<SignedIn>('POST', '/auth/login', undefined, credentials);
  const asked = { name: 'PMS', domains: ['tasks'] };
  ({ key } = await call<NewApiKey>('POST', '/v2/realtime/keys', signedIn.accessToken, asked));
});
afterAll(() => server.stop());

it(`logs batches that services repeat once, in order and whole, over ${ROUNDS} kills`, async () => {
  const { cursor } = await call<PollResponse>('GET', '/v2/realtime/poll?timeoutMs=1000', signedIn.accessToken);
  const sent: PublishedEvent[][] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const batches = Array.from({ length: BATCHES }, () =>
      Array.from({ length: BATCH_SIZE }, () => taskCreated({ signedIn })),
    );
    sent.push(...batches);
    let announce = (): void => undefined;
    const first = new Promise<void>((resolve) => (announce = resolve));
    const senders = Array.from({ length: SENDERS }, async () => {
      for (const batch of batches) {
        await publish(batch);
        announce();
      }
    });
    const done = Promise.all(senders);
    await Promise.race([first, done]);
    await server.kill9();
    await server.restart();
    await done;
  }

  const logged: PollResponse['events'][number][] = [];
  for (let from = cursor, more = true; more;) {
    const page = await call<PollResponse>(
      'GET',
      `/v2/realtime/poll?timeoutMs=1000&cursor=${from}`,
      signedIn.accessToken,
    );
    logged.push(...page.events);
    from = page.cursor;
    more = page.more === true;
  }
  expect(logged.map(({ seq = 0 }) => seq)).toEqual(logged.map((_, index) => (logged[0]?.seq ?? 0) + index));
  // Both senders send the batches in order, and a batch is written as a whole or not at all.
  expect(logged.map(({ eventId }) => eventId)).toEqual(sent.flat().map(({ eventId }) => eventId));
}, 240_000);
