import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MetricsReport } from '@bellhop/realtime';
import { createTestApp, type Member, type TestApp } from '../support/app.js';

const HEALTH = 'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n';
const OK = '{"status":"ok"}';

/** A client that keeps its connection and its own side open whatever the server says. */
class Client {
  text = '';
  isOver = false;
  #look = (): void => undefined;

  private constructor(readonly socket: Socket) {
    socket.setEncoding('latin1').on('data', (text: string) => {
      this.text += text;
      this.#look();
    });
    for (const event of ['end', 'error', 'close']) {
      socket.on(event, () => {
        this.isOver = true;
        this.#look();
      });
    }
  }

  static async open(port: number): Promise<Client> {
    const client = new Client(connect({ port, host: '127.0.0.1', allowHalfOpen: true }));
    await once(client.socket, 'connect');
    return client;
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds() && !this.isOver) await new Promise<void>((resolve) => (this.#look = resolve));
  }

  /** Heads of the responses so far, in order. */
  get heads(): readonly string[] {
    return [...this.text.matchAll(/HTTP\/1\.1 \d{3} [^]*?\r\n\r\n/g)].map(([head]) => head);
  }
}

const saysClose = (head: string | undefined): boolean => /\r\nconnection: close\r\n/i.test(head ?? '');
const statusOf = (head: string | undefined): number => Number(head?.slice(9, 12));

/**
 * A client or proxy sends its next request on a connection that it was not told to leave. So the last response before
 * the server closes says `Connection: close`, whatever its status; after any other, the next request is answered.
 */
describe('the last response on a connection', () => {
  let server: TestApp;
  let port: number;
  let bearer: string;
  let owner: Member;
  const clients: Client[] = [];
  beforeAll(async () => {
    server = await createTestApp({
      // Longer than a busy machine takes to read what has arrived.
      connections: { headersMs: 4_000, requestMs: 5_000, checkMs: 20 },
      settings: { maxStreamsPerUser: 1 },
    });
    await server.app.listen(0, '127.0.0.1');
    ({ port } = server.app.getHttpServer().address() as AddressInfo);
    owner = await server.signIn('owner');
    bearer = `Authorization: Bearer ${owner.signedIn.accessToken}\r\n`;
  });
  afterAll(async () => {
    for (const { socket } of clients) socket.destroy();
    await server.close();
  });
  const open = async (): Promise<Client> => {
    const client = await Client.open(port);
    clients.push(client);
    return client;
  };
  const json = 'Content-Type: application/json\r\n';
  const post = (path: string, more: string): string => `POST ${path} HTTP/1.1\r\nHost: x\r\n${json}${more}`;
  const get = (path: string, more = ''): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n${more}\r\n`;

  const closing: readonly (readonly [string, number, () => string])[] = [
    ['a body that is declared too long', 413, () => post('/tasks', `${bearer}Content-Length: 70000\r\n\r\n{`)],
    ['an unauthenticated long body', 401, () => post('/v2/realtime/events', 'Content-Length: 100000\r\n\r\n[')],
    ['headers that are too long', 431, () => get('/health/live', `X: ${'x'.repeat(20_000)}\r\n`)],
    ['what is no HTTP', 400, () => '\0\0garbage\r\n\r\n'],
    [
      'a length and chunks',
      400,
      () => post('/tasks', 'Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'),
    ],
    ['two lengths', 400, () => post('/tasks', 'Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd')],
    ['a chunk without a length', 400, () => post('/tasks', `${bearer}Transfer-Encoding: chunked\r\n\r\nzz\r\n`)],
    ['a client that wants it', 200, () => get('/health/live', 'Connection: close\r\n')],
    ['a client of HTTP/1.0', 200, () => 'GET /health/live HTTP/1.0\r\nHost: x\r\n\r\n'],
  ];
  /** Sends the beginning of a request and waits for the end of the connection. @returns the heads of what came */
  const headsOf = async (request: string, keptAlive: boolean): Promise<readonly string[]> => {
    const client = await open();
    if (keptAlive) {
      client.socket.write(HEALTH);
      await client.until(() => client.text.includes(OK));
    }
    client.socket.write(request, 'latin1');
    await client.until(() => false);
    return client.heads;
  };
  const told = (heads: readonly string[]) => heads.map((head) => [statusOf(head), saysClose(head)]);

  it.each(closing)('says so: %s', async (_, status, request) => {
    expect(told(await headsOf(request(), false))).toEqual([[status, true]]);
  });

  it.each(closing)('says so on a connection that was kept alive: %s', async (_, status, request) => {
    expect(told(await headsOf(request(), true))).toEqual([
      [200, false],
      [status, true],
    ]);
  });

  it('says so for headers and bodies that do not end, on new connections and on those that were kept alive', async () => {
    const endless = [
      'GET /health/live HTTP/1.1\r\nHost: x\r\n',
      post('/tasks', `${bearer}Content-Length: 300\r\n\r\n{`),
    ];
    // At once, since each of them waits for a limit.
    const heads = await Promise.all(endless.flatMap((request) => [headsOf(request, false), headsOf(request, true)]));
    const [isNew, wasKept] = [
      [[408, true]],
      [
        [200, false],
        [408, true],
      ],
    ];
    expect(heads.map(told)).toEqual([isNew, wasKept, isNew, wasKept]);
  });

  it('cannot be mistaken for the response to an earlier request', async () => {
    const client = await open();
    const title = 'Behind it comes garbage';
    const { propertyIds } = owner.signedIn.user;
    const body = JSON.stringify({ propertyId: propertyIds[0], title });
    const request = post('/tasks', `${bearer}Content-Length: ${body.length}\r\n\r\n${body}`);
    client.socket.write(`${request}\0\0garbage\r\n\r\n`, 'latin1');
    await client.until(() => false);
    expect(client.heads.filter((head) => statusOf(head) >= 400)).toEqual([]);
  });

  it('is an open stream, or a refused one', async () => {
    const served = await open();
    served.socket.write(get('/v2/realtime/stream', bearer));
    await served.until(() => served.text.includes('event: ready'));
    const { body } = await owner.call('post', '/v2/realtime/tickets').expect(201);
    // The refusal is a `bye` frame, since an EventSource sees no status.
    const refused = await open();
    refused.socket.write(get(`/v2/realtime/stream?ticket=${(body as { ticket: string }).ticket}`));
    await refused.until(() => false);
    expect(refused.text).toContain('event: bye');
    expect([served, refused].map(({ heads }) => heads.map(saysClose))).toEqual([[true], [true]]);
    served.socket.destroy();
  });

  const kept: readonly (readonly [string, number, () => string])[] = [
    ['a path that is too long', 414, () => get(`/${'x'.repeat(9_000)}`)],
    ['one that there is not', 404, () => get('/nothing/here')],
    ['a body that is no JSON', 400, () => post('/auth/login', 'Content-Length: 1\r\n\r\n{')],
    [
      'a body that is too long in chunks',
      413,
      () => post('/tasks', `${bearer}Transfer-Encoding: chunked\r\n\r\n11170\r\n${'x'.repeat(70_000)}\r\n0\r\n\r\n`),
    ],
    [
      'a body of another type',
      415,
      () => `POST /auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi`,
    ],
    ['a body on an unknown route', 404, () => post('/nothing', 'Content-Length: 4\r\n\r\nabcd')],
    ['no session', 401, () => get('/tasks')],
    ['a HEAD', 401, () => 'HEAD /v2/realtime/stream HTTP/1.1\r\nHost: x\r\n\r\n'],
  ];
  it.each(kept)('is no response that does not say so: %s', async (_, status, request) => {
    const client = await open();
    client.socket.write(request() + HEALTH, 'latin1');
    await client.until(() => client.text.includes(OK));
    // It may close as well, if it says so.
    expect(told(client.heads)).toEqual(
      saysClose(client.heads[0])
        ? [[status, true]]
        : [
            [status, false],
            [200, false],
          ],
    );
  });

  it('is the response to each waiting poll when the server stops', async () => {
    const stopping = await createTestApp();
    const member = await stopping.signIn('owner');
    await stopping.app.listen(0, '127.0.0.1');
    const headers = `Authorization: Bearer ${member.signedIn.accessToken}\r\n`;
    const { port: own } = stopping.app.getHttpServer().address() as AddressInfo;
    const { headers: given } = await member.call('get', '/tasks').expect(200);
    const cursor = String(given['x-realtime-cursor']);
    const polls = await Promise.all([1, 2, 3].map(() => Client.open(own)));
    for (const poll of polls) poll.socket.write(get(`/v2/realtime/poll?cursor=${cursor}`, headers));
    const report = stopping.app.get(MetricsReport, { strict: false });
    while (report.read().pollsWaiting < polls.length) await new Promise((resolve) => setImmediate(resolve));
    await Promise.all([stopping.app.close(), ...polls.map((poll) => poll.until(() => false))]);
    for (const poll of polls) {
      expect(poll.heads.map((head) => [statusOf(head), saysClose(head)])).toEqual([[200, true]]);
      poll.socket.destroy();
    }
  });
});
