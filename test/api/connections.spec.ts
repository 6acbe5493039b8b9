import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { Writable } from 'node:stream';
import { afterEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { createTestApp, type Member, type TestApp, type TestAppOptions } from '../support/app.js';

/** A raw HTTP client on one keep-alive connection. */
class Client {
  text = '';
  #look = (): void => undefined;

  private constructor(readonly socket: Socket) {
    socket.setEncoding('utf8').on('data', (text: string) => {
      this.text += text;
      this.#look();
    });
    socket.on('close', () => this.#look());
    socket.on('error', () => undefined);
  }

  static async open(port: number): Promise<Client> {
    const client = new Client(connect(port, '127.0.0.1'));
    await once(client.socket, 'connect');
    return client;
  }

  get status(): number {
    return Number(/^HTTP\/1\.1 (\d{3})/.exec(this.text)?.[1] ?? 0);
  }

  /** Sends a request and waits until the text received so far matches `pattern`. */
  async ask(path: string, pattern: RegExp, headers: Readonly<Record<string, string>> = {}): Promise<this> {
    const lines = Object.entries({ host: 'localhost', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
    this.socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
    return this.until(pattern);
  }

  async until(pattern: RegExp): Promise<this> {
    while (!pattern.test(this.text)) {
      if (this.socket.readableEnded || this.socket.destroyed) throw new Error(`the connection ended: ${this.text}`);
      await new Promise<void>((resolve) => (this.#look = resolve));
    }
    return this;
  }

  /** Settles when the server has closed the connection. */
  async closed(): Promise<this> {
    if (!this.socket.closed) await once(this.socket, 'close');
    return this;
  }
}

const OK = /\{"status":"ok"\}/;
const READY = /event: ready/;

describe('connections', () => {
  let server: TestApp | undefined;
  let owner: Member;
  let port: number;
  const clients: Client[] = [];
  afterEach(async () => {
    for (const { socket } of clients.splice(0)) socket.destroy();
    await server?.close();
    server = undefined;
  });

  async function start(options: TestAppOptions): Promise<void> {
    server = await createTestApp(options);
    const signedIn = await server.app.inject({
      method: 'POST',
      url: '/auth/login',
      payload: { email: 'owner@aurora.test', password: 'bellhop-demo' },
    });
    owner = { signedIn: signedIn.json(), call: () => Promise.reject(new Error('by hand')) as never };
    await server.app.listen(0, '127.0.0.1');
    ({ port } = server.app.getHttpServer().address() as AddressInfo);
  }
  const open = async (): Promise<Client> => {
    const client = await Client.open(port);
    clients.push(client);
    return client;
  };
  const idle = async (): Promise<Client> => (await open()).ask('/health/live', OK);
  const stream = async (headers: Readonly<Record<string, string>> = {}): Promise<Client> =>
    (await open()).ask('/v2/realtime/stream', READY, {
      authorization: `Bearer ${owner.signedIn.accessToken}`,
      ...headers,
    });

  it('of one address are limited: idle ones are closed first, then new ones refused with 429, and streams stay', async () => {
    const lines: string[] = [];
    const log = new Writable({ write: (line, _, done) => (lines.push(String(line)), done()) });
    await start({
      settings: { maxConnectionsPerAddress: 3 },
      logger: pino({ level: 'warn', base: null }, log),
    });
    const [first, second] = [await idle(), await idle()];
    const streams = [await stream()];
    streams.push(await stream());
    await first.closed();
    expect(second.socket.readableEnded).toBe(false);
    streams.push(await stream());
    await second.closed();

    const refused = await (await open()).closed();
    expect(refused.text).toMatch(/^HTTP\/1\.1 429 Too Many Requests\r\n/);
    expect(refused.text).toMatch(/\r\nConnection: close\r\n/);
    expect(refused.text).toMatch(/\r\nRetry-After: \d+\r\n/);
    expect(refused.text).toContain('"code":"rate_limited"');
    expect(streams.map(({ socket }) => socket.readableEnded)).toEqual([false, false, false]);
    // Operators see it in the metrics: a refused connection reaches no handler.
    const { body: metrics } = await (server as TestApp).app.inject({ method: 'GET', url: '/metrics' });
    expect(metrics).toMatch(/^bellhop_connections 3$/m);
    expect(metrics).toMatch(/^bellhop_connections_refused_total\{reason="network"\} 1$/m);
    expect(metrics).toMatch(/^bellhop_connections_refused_total\{reason="total"\} 0$/m);
    expect(metrics).toMatch(/^bellhop_connections_shed_total 2$/m);
    expect(lines.filter((line) => line.includes('connections refused'))).toHaveLength(1);

    // A stream that ends makes room, even by a reset.
    streams[0]?.socket.resetAndDestroy();
    let last: Client | undefined;
    for (let tries = 0; tries < 100 && last?.status !== 200; tries += 1) {
      last = await open();
      await last.ask('/health/live', OK).catch(() => undefined);
    }
    expect(last?.status).toBe(200);
  });

  it('are limited in total, trusted proxies included', async () => {
    await start({ settings: { maxConnections: 2, maxConnectionsPerAddress: 1, trustedProxies: ['loopback'] } });
    const streams = [
      await stream({ 'x-forwarded-for': '203.0.113.1' }),
      await stream({ 'x-forwarded-for': '203.0.113.2' }),
    ];
    const refused = await (await open()).closed();
    expect(refused.text).toMatch(/^HTTP\/1\.1 503 Service Unavailable\r\n/);
    expect(refused.text).toContain('"code":"unavailable"');
    expect(streams.map(({ socket }) => socket.readableEnded)).toEqual([false, false]);
  });

  it('of a trusted proxy are not limited, but the open requests of each client behind it are', async () => {
    await start({ settings: { maxConnectionsPerAddress: 2, trustedProxies: ['loopback'] } });
    const of = (address: string) => ({ 'x-forwarded-for': address });
    const streams = [await stream(of('203.0.113.1')), await stream(of('203.0.113.1'))];
    const proxy = await open();
    await proxy.ask('/health/live', /"code":"rate_limited"/, of('203.0.113.1'));
    expect(proxy.status).toBe(429);
    // The proxy’s connection stays open: other clients share it.
    await proxy.ask('/health/live', OK, of('203.0.113.2'));

    streams[0]?.socket.resetAndDestroy();
    for (proxy.text = ''; !OK.test(proxy.text);) {
      proxy.text = '';
      await proxy.ask('/health/live', /"code":"rate_limited"|"ok"/, of('203.0.113.1'));
    }
    for (let times = 0; times < 10; times += 1) {
      proxy.text = '';
      await proxy.ask('/health/live', OK, of('203.0.113.1'));
    }
  });

  it.each([true, false])(
    'that are reset early cause no error, with the rate limit on or off: %s',
    async (rateLimit) => {
      const lines: string[] = [];
      const log = new Writable({ write: (line, _, done) => (lines.push(String(line)), done()) });
      await start({ settings: { rateLimit }, logger: pino({ level: 'info', base: null }, log) });
      const body = JSON.stringify({ email: 'owner@aurora.test', password: 'wrong' });
      const request =
        `POST /auth/login HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n` +
        `content-length: ${body.length}\r\n\r\n${body}`;
      for (let times = 0; times < 30; times += 1) {
        const socket = connect(port, '127.0.0.1').on('error', () => undefined);
        await once(socket, 'connect');
        // Half of the resets come before the server accepts the connection, half after: it accepts on its next turn of
        // the event loop.
        if (times % 2) await new Promise((resolve) => setImmediate(resolve));
        socket.write(request);
        socket.resetAndDestroy();
      }
      await idle();
      await server?.close();
      server = undefined;
      expect(lines.filter((line) => /"level":50|"status":5\d\d/.test(line))).toEqual([]);
    },
  );
});
