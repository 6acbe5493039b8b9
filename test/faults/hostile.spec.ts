import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createTestApp, firstProperty, type Member, type TestApp } from '../support/app.js';
import { type Transports, openTransports } from '../support/realtime.js';

const REQUESTS = 3_000;
const AT_ONCE = 200;
/** How many responses of each usual status there are at least. */
const OF_EACH = REQUESTS / 200;
/**
 * After that long without a response, in milliseconds, a client leaves as soon as the server has served another request: an
 * incomplete one gets none.
 */
const PATIENCE_MS = 1_000;

describe('hostile requests', () => {
  let server: TestApp;
  let transports: Transports;
  let owner: Member;
  beforeAll(async () => {
    server = await createTestApp();
    transports = await openTransports(server);
    owner = await server.signIn('owner');
  });
  afterAll(async () => {
    transports.closeAll();
    await server.close();
  });

  let next: Promise<void> | undefined;
  let last = Promise.resolve();
  /** Settles when the server has served a request that began after this call. */
  function anotherServed(): Promise<void> {
    next ??= last = last.then(async () => {
      next = undefined;
      await owner.call('get', '/tasks?limit=1').expect(200);
    });
    return next;
  }

  /** Sends raw bytes. @returns the status of the response, or 0 when the connection was cut without one */
  function send(request: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(transports.url).port), '127.0.0.1');
      let text = '';
      const done = (): void => {
        socket.destroy();
        resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0));
      };
      socket.on('error', done).on('close', done);
      socket.setEncoding('latin1').on('data', (more: string) => {
        text += more;
        if (text.length >= 12) done();
      });
      socket.setTimeout(PATIENCE_MS, () => void anotherServed().then(done, reject));
      socket.write(request, 'latin1');
    });
  }

  const nasty = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom(
      '\n',
      '\r\n\r\n',
      '\0',
      '%00',
      '%',
      '%zz',
      '%ff%fe',
      '../..',
      '{}',
      '[]',
      '__proto__',
      'constructor',
      'NaN',
      '-1',
      '1e309',
      '9'.repeat(400),
      'x'.repeat(8_192),
      "' or 1=1 --",
      '\u2028',
      '💥',
    ),
  );
  const parameter = fc.constantFrom(
    'cursor',
    'domains',
    'propertyId',
    'timeoutMs',
    'ticket',
    'cursor[]',
    'cursor[a]',
    '__proto__',
    'x',
  );
  const query = fc
    .array(fc.tuple(parameter, nasty, fc.boolean()), { maxLength: 5 })
    .map((all) =>
      all
        .map(
          ([name, value, raw]) =>
            `${name}=${raw ? value.replaceAll(/[\s\0]/g, '') : encodeURIComponent(value.toWellFormed())}`,
        )
        .join('&'),
    );
  /** Only the cursor is wrong; a gap answers it. */
  const cursor = nasty.map((value) => `cursor=${encodeURIComponent(value.toWellFormed())}`);
  const header = fc
    .tuple(
      fc.constantFrom(
        'Last-Event-ID',
        'Accept',
        'Accept-Encoding',
        'Content-Type',
        'Content-Length',
        'Transfer-Encoding',
        'If-Match',
        'X-Forwarded-For',
        'Host',
        'Connection',
        'Expect',
        'Upgrade',
        'Range',
      ),
      nasty,
    )
    .map(([name, value]) => `${name}: ${value.replaceAll(/[\r\n]/g, ' ')}`);
  const mostly = (usual: string, others: readonly string[]) =>
    fc.oneof({ weight: 8, arbitrary: fc.constant(usual) }, { weight: 2, arbitrary: fc.constantFrom(...others) });
  const request = fc
    .record({
      method: mostly('GET', ['HEAD', 'POST', 'PUT', 'OPTIONS', 'TRACE', 'CONNECT', 'PURGE', 'get', '']),
      path: fc.constantFrom(
        '/v2/realtime/stream',
        '/v2/realtime/poll',
        '/tasks/realtime/subscribe',
        '/v2/realtime/%73tream',
        '//v2/realtime/stream',
        '/v2/realtime/stream/',
      ),
      query: fc.oneof(query, cursor, fc.constant('')),
      headers: fc.oneof(fc.constant([]), fc.array(header, { maxLength: 3 })),
      version: mostly('1.1', ['1.0', '2.0', '0.9']),
      signedIn: fc.constantFrom(true, true, false),
      body: mostly('', ['x', '{', '\0'.repeat(100), 'GET / HTTP/1.1\r\n\r\n']),
    })
    .map(({ method, path, query: text, headers, version, signedIn, body }) => {
      const lines = [`${method} ${path}?${text} HTTP/${version}`, 'Host: x', ...headers];
      if (signedIn) lines.push(`Authorization: Bearer ${owner.signedIn.accessToken}`);
      return `${lines.join('\r\n')}\r\n\r\n${body}`;
    });

  it(`${REQUESTS} on stream and poll: no response is a server error, and the server goes on`, async () => {
    const requests = fc.sample(request, { numRuns: REQUESTS });
    const statuses = new Map<number, number>();
    const left = requests.values();
    const sendNext = async (): Promise<void> => {
      // Shared by all senders: each takes the next request.
      for (const one of left) {
        const status = await send(one);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (status >= 500 && status !== 505) throw new Error(`${status} for ${JSON.stringify(one)}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, sendNext));
    // The requests were varied: they passed the parser, the guard and the checks.
    for (const status of [200, 400, 401])
      expect([status, (statuses.get(status) ?? 0) > OF_EACH]).toEqual([status, true]);
    const client = await transports.ready(owner);
    expect(client.frames[0]?.event).toBe('ready');
  }, 240_000);

  describe('text that tries to forge a frame', () => {
    const forged = [
      '\n\nevent: bye\ndata: {}\n\n',
      '\r\nid: x.9\r\n',
      '\rid: x.9\r',
      '\u0085\u2028event: bye',
      `${'8'.repeat(190)}`,
    ];

    it.each(forged)('stays inside its field in a row, its event and its replay: %j', async (text) => {
      const live = await transports.ready(owner);
      const answer = await owner.call('post', '/tasks', {
        propertyId: firstProperty(owner),
        title: `t${text}`,
        description: text.repeat(8),
      });
      const { status, body } = answer as { status: number; body: { title?: string } };
      if (status !== 201) {
        expect(status).toBe(400);
        return;
      }
      const { taskId } = body as { taskId: string };
      const frame = await live.find(({ data }) => data.includes(taskId));
      expect(frame.event).toBe('tasks');
      expect((JSON.parse(frame.data) as { payload: unknown }).payload).toEqual(body);
      expect(live.frames.map(({ event }) => event)).toEqual(['ready', 'tasks']);
    });

    it.each([...forged.map((text) => encodeURIComponent(text)), '%00', '8'.repeat(8_000)])(
      'is not echoed from a cursor or a filter: %s',
      async (text) => {
        const client = await transports.stream(owner, `?cursor=${text}`);
        const gap = await client.find(({ event }) => event === 'gap');
        expect(JSON.parse(gap.data)).toMatchObject({ reason: 'malformed' });
        expect(client.frames.map(({ event }) => event)).toEqual(['ready', 'gap']);
        const refused = await transports.stream(owner, `?domains=${text}`);
        expect([400, 414, 431]).toContain(refused.response.status);
      },
    );
  });
});
