import { connect } from 'node:net';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { RouteTable } from '../../src/platform/http/route-table.js';
import { createTestApp, firstProperty, type Member, type Method, type TestApp } from '../support/app.js';
import { Mailbox, tokenIn } from '../support/mailbox.js';
import { openTransports } from '../support/realtime.js';
import { type Browser, browserOf, refresh, signInBrowser } from '../support/refresh-cookie.js';

const ID = '01980000-0000-7000-8000-000000000000';
const OWNER = 'owner@aurora.test';
const PASSWORD = 'bellhop-demo';
const TYPED = 'a password that was mistyped';
const INVITED = 'nina@nova.test';
const CHOSEN = 'eleven green kettles';

/** Captures everything that is logged, at trace level. */
class Log extends Writable {
  text = '';

  override _write(bytes: Buffer, _: string, done: () => void): void {
    this.text += bytes.toString();
    done();
  }
}

describe('the log', () => {
  const log = new Log();
  const mailbox = new Mailbox();
  /** Secrets that must not be logged, by description. */
  const secrets = new Map<string, string>([
    ['a password', PASSWORD],
    ['a mistyped password', TYPED],
    ['a chosen password', CHOSEN],
  ]);
  let server: TestApp;
  let owner: Member;
  let browser: Browser;
  let key: string;
  let ticket: string;
  beforeAll(async () => {
    server = await createTestApp({
      settings: { metricsToken: 'a token for the metrics' },
      mailer: mailbox,
      logger: pino({ level: 'trace', base: null }, log),
    });
    owner = await server.signIn('owner');
    browser = await signInBrowser(server, OWNER);
    key = (
      (await owner.call('post', '/v2/realtime/keys', { name: 'pms', domains: ['tasks'] }).expect(201)).body as {
        key: string;
      }
    ).key;
    ticket = ((await owner.call('post', '/v2/realtime/tickets').expect(201)).body as { ticket: string }).ticket;
    await owner.call('post', '/users', { email: INVITED, name: 'Nina', role: 'manager', allProperties: true });
    secrets
      .set('an access token', owner.signedIn.accessToken)
      .set('the access token of a browser', browser.signedIn.accessToken)
      .set('a refresh token', browser.refreshToken)
      .set('an API key', key)
      .set('a ticket', ticket)
      .set('the link of an invitation', tokenIn(await mailbox.newest(server, INVITED)))
      .set('the token of the metrics', 'a token for the metrics');
    await server.call('post', '/auth/password-reset', { email: OWNER }).expect(202);
    secrets.set('the link of a reset', tokenIn(await mailbox.newest(server, OWNER)));
  });
  afterAll(() => server.close());

  const secret = (what: string): string => secrets.get(what) ?? '';
  const expectNone = (): void => {
    const found = [...secrets].filter(([, value]) => log.text.includes(value)).map(([what]) => what);
    expect(found).toEqual([]);
    // The hash of a password must not leak either: it can be guessed at offline.
    expect(log.text).not.toContain('$argon2id$');
    // Parts as good as the whole, such as a token’s signature.
    for (const value of secrets.values()) {
      for (const part of value.split('.').filter(({ length }) => length >= 40)) expect(log.text).not.toContain(part);
    }
  };

  it('is captured, and would show them', async () => {
    await server.call('get', '/tasks').expect(401);
    expect(log.text).toContain('"route":"/tasks"');
    expect(secrets.size).toBe(11);
    for (const value of secrets.values()) expect(value.length).toBeGreaterThanOrEqual(PASSWORD.length);
    expect(() => {
      log.text += `leak ${key}`;
      expectNone();
    }).toThrow();
    log.text = log.text.replace(`leak ${key}`, '');
  });

  it('contains none when all goes well', async () => {
    const transports = await openTransports(server);
    const next = browserOf(await refresh(server, browser.refreshToken).expect(200));
    secrets.set('the next refresh token', next.refreshToken).set('the next access token', next.signedIn.accessToken);
    const opened = await fetch(`${transports.url}/v2/realtime/stream?ticket=${ticket}`);
    expect(opened.status).toBe(200);
    await opened.body?.cancel();
    const stream = await transports.ready(owner);
    await server
      .call('post', '/v2/realtime/events', {
        eventType: 'TaskCreated',
        domain: 'tasks',
        propertyId: firstProperty(owner),
        payload: {},
      })
      .set('authorization', `Bearer ${key}`);
    await server
      .call('post', '/auth/invitations/accept', { token: secret('the link of an invitation'), password: CHOSEN })
      .expect(200);
    await server.call('get', '/metrics').set('authorization', 'Bearer a token for the metrics').expect(200);
    stream.close();
    await stream.ended;
    expectNone();
  });

  it('contains none when requests to every route carry them in the right and in wrong places', async () => {
    const everywhere = {
      authorization: `Bearer ${browser.signedIn.accessToken}x`,
      cookie: `bellhop_refresh=${browser.refreshToken}`,
      'idempotency-key': secret('a refresh token').slice(0, 60),
      'last-event-id': ticket,
      'x-api-key': key,
      referer: `http://localhost:4000/join#token=${secret('the link of an invitation')}`,
    };
    const body = {
      email: OWNER,
      password: TYPED,
      newPassword: CHOSEN,
      currentPassword: PASSWORD,
      token: secret('the link of a reset'),
      key,
      ticket,
    };
    for (const { method, path } of server.app.get(RouteTable).all()) {
      const url = path.replaceAll(/:\w+/g, ID);
      const query = `?ticket=${ticket}&access_token=${owner.signedIn.accessToken}&token=${secret('the link of a reset')}`;
      const verb = method.toLowerCase() as Method;
      const send = verb === 'get' || verb === 'head' ? undefined : body;
      await server.call(verb, `${url}${query}`, send).set(everywhere);
      await server.call(verb, `/${ticket}${url}/${key}`, send).set(everywhere);
      if (!/logout|poll|stream|subscribe|sessions/.test(path)) await owner.call(verb, `${url}${query}`, send);
    }
    expectNone();
  });

  it('contains none after malformed requests', async () => {
    const { port } = server.app.getHttpServer().address() as { port: number };
    for (const bytes of [
      `GARBAGE ${key}\r\n\r\n`,
      `GET /%zz?ticket=${ticket} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
      `GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${secret('an access token')}\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`,
      `POST /auth/login HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${PASSWORD.length + 2}\r\n\r\n{"${PASSWORD}`,
    ]) {
      const socket = connect(port, '127.0.0.1').on('error', () => undefined);
      socket.write(bytes);
      expect(await text(socket)).toMatch(/^HTTP\/1\.1 4\d\d /);
    }
    expectNone();
  });

  it('contains none when the database fails under a request, which logs most', async () => {
    const tables = ['tickets', 'sessions', 'account_links', 'api_keys', 'users', 'audit_entries'];
    for (const table of tables) await server.database.query(`alter table ${table} rename to gone_${table}`, []);
    const before = log.text.length;
    const login = { email: OWNER, password: PASSWORD };
    const answers = [
      await server.call('post', '/auth/login', login),
      await refresh(server, secret('the next refresh token')),
      await owner.call('post', '/v2/realtime/tickets'),
      await owner.call('get', '/users'),
      await server.call('get', `/v2/realtime/stream?ticket=${ticket}`),
      await server.call('post', '/v2/realtime/events', []).set('authorization', `Bearer ${key}`),
      await server.call('post', '/auth/password-reset/confirm', {
        token: secret('the link of a reset'),
        newPassword: CHOSEN,
      }),
      await server.call('post', '/auth/sign-up', { orgName: 'N', name: 'N', email: 'n@n.test', password: CHOSEN }),
      await server.call('post', '/auth/password-reset', { email: OWNER }),
    ];
    expect(answers.filter(({ status }) => status === 500).length).toBeGreaterThanOrEqual(6);
    for (const { text: answer } of answers) for (const value of secrets.values()) expect(answer).not.toContain(value);
    expect(log.text.slice(before)).toContain('request failed');
    expectNone();
  });
});
