import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PollResponse, SignedIn } from '@bellhop/protocol';
import { startPostgres } from '../support/postgres.js';
import { startServer, type TestServer } from '../support/server.js';
import { type SseFrame, SseClient } from '../support/sse-client.js';

/** Databases on which the server is killed: how the server reaches them, and how often it dies. */
const DATABASES = [
  {
    name: 'the embedded database',
    rounds: 4,
    start: () => Promise.resolve({ variables: {}, stop: () => Promise.resolve() }),
  },
  {
    name: 'PostgreSQL',
    rounds: 2,
    start: async () => {
      const postgres = await startPostgres();
      const variables = {
        DATABASE_URL: postgres.url,
        JWT_SECRET: 'a secret for tests that is long enough',
        DEMO: 'true',
      };
      return { variables, stop: () => postgres.stop() };
    },
  },
];
/** Writes acknowledged per round before the kill; the kill comes while others are running. */
const WRITES = 6;
const WRITERS = 3;

describe.each(DATABASES)('a server on $name killed during writes', ({ rounds, start }) => {
  let server: TestServer;
  let database: Awaited<ReturnType<typeof start>>;
  let signedIn: SignedIn;
  const headers = (): Record<string, string> => ({ authorization: `Bearer ${signedIn.accessToken}` });

  beforeAll(async () => {
    database = await start();
    server = await startServer(database.variables);
    const answer = await fetch(`${server.url}/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'owner@aurora.test', password: 'bellhop-demo' }),
    });
    signedIn = (await answer.json()) as SignedIn;
  });
  afterAll(async () => {
    await server.stop();
    await database.stop();
  });

  /** Creates a task, however many tries it takes; the key makes every try the same write. */
  async function write(title: string): Promise<string> {
    for (;;) {
      try {
        const answer = await fetch(`${server.url}/tasks`, {
          method: 'POST',
          headers: { ...headers(), 'content-type': 'application/json', 'idempotency-key': title.replaceAll(' ', '-') },
          body: JSON.stringify({ propertyId: signedIn.user.propertyIds[0], title }),
        });
        if (answer.status === 201) return ((await answer.json()) as { taskId: string }).taskId;
        if (answer.status < 500) throw Object.assign(new Error(await answer.text()), { final: true });
      } catch (error) {
        if (error instanceof Error && 'final' in error) throw error;
      }
      await server.ready;
    }
  }

  it(`delivers every committed event to a reconnecting stream once and in order over ${rounds} kills`, async () => {
    const received: SseFrame[] = [];
    const connect = (cursor: string | undefined): Promise<SseClient> =>
      SseClient.open(
        `${server.url}/v2/realtime/stream?domains=tasks`,
        { ...headers(), ...(cursor !== undefined && { 'last-event-id': cursor }) },
        (frame) => received.push(frame),
      );
    let client = await connect(undefined);
    const ready = await client.find(({ event }) => event === 'ready');
    let cursor = ready.id;
    const acknowledged: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      let left = WRITES;
      let enough = (): void => undefined;
      const killed = new Promise<void>((resolve) => (enough = resolve));
      const writers = Array.from({ length: WRITERS }, async (_, writer) => {
        for (let n = 0; n < 4; n += 1) {
          acknowledged.push(await write(`round ${round} writer ${writer} task ${n}`));
          if ((left -= 1) === 0) enough();
        }
      });
      const written = Promise.all(writers);
      await Promise.race([killed, written]);
      await server.kill9();
      await client.ended;
      cursor = client.lastEventId ?? cursor;
      await server.restart();
      client = await connect(cursor);
      await written;
    }
    const whole = await fetch(
      `${server.url}/v2/realtime/poll?domains=tasks&cursor=${String(ready.id)}&timeoutMs=1000`,
      {
        headers: headers(),
      },
    );
    let page = (await whole.json()) as PollResponse;
    const logged = [...page.events];
    while (page.more) {
      const next = await fetch(`${server.url}/v2/realtime/poll?domains=tasks&cursor=${page.cursor}`, {
        headers: headers(),
      });
      page = (await next.json()) as PollResponse;
      logged.push(...page.events);
    }
    await client.find(({ id }) => id === page.cursor);
    client.close();

    expect(new Set(acknowledged).size).toBe(rounds * WRITERS * 4);
    expect(received.filter(({ event }) => event === 'gap')).toEqual([]);
    const events = received
      .filter(({ event }) => event === 'tasks')
      .map(({ data }) => JSON.parse(data) as PollResponse['events'][number]);
    expect(events).toEqual(logged);
    const first = events[0]?.seq ?? 0;
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => first + index));
    const created = events.map(({ payload }) => (payload as { taskId: string }).taskId);
    expect([...created].sort()).toEqual([...acknowledged].sort());
  }, 240_000);
});
