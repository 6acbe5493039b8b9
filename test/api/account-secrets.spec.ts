import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { pino } from 'pino';
import type supertest from 'supertest';
import { BackgroundTasks } from '../../src/platform/auth/background-tasks.js';
import { createTestApp, type TestApp } from '../support/app.js';
import { Mailbox, tokenIn } from '../support/mailbox.js';
import { browserOf, refresh, signInBrowser, withToken } from '../support/refresh-cookie.js';

const EMAIL = 'nuno@nova.test';
const [FIRST, SECOND, THIRD] = ['thirteen horses', 'fourteen horses', 'fifteen horses'];

/** Captures everything the application logs, at trace level. */
class Log extends Writable {
  text = '';

  override _write(bytes: Buffer, _: string, done: () => void): void {
    this.text += bytes.toString();
    done();
  }
}

const log = new Log();
const mailbox = new Mailbox();
let server: TestApp;
beforeAll(async () => {
  server = await createTestApp({ mailer: mailbox, logger: pino({ level: 'trace', base: null }, log) });
});
afterAll(() => server.close());

it('puts no password, token, cookie or link into the log or an error response', async () => {
  const secrets = new Set<string>([FIRST, SECOND, THIRD]);
  const errors: string[] = [];
  const failed = async (test: supertest.Test): Promise<void> => {
    const { status, text } = await test;
    expect(status).toBeGreaterThanOrEqual(400);
    errors.push(text);
  };
  const link = async (): Promise<string> => {
    const token = tokenIn(await mailbox.newest(server, EMAIL));
    secrets.add(token);
    return token;
  };
  const keep = <T extends ReturnType<typeof browserOf>>(browser: T): T => {
    secrets.add(browser.refreshToken).add(browser.signedIn.accessToken);
    return browser;
  };

  await server.call('post', '/auth/sign-up', { orgName: 'Nova', name: 'Nuno', email: EMAIL, password: FIRST });
  const signUp = await link();
  const first = keep(
    browserOf(await server.call('post', '/auth/sign-up/confirm', { token: signUp, password: FIRST }).expect(200)),
  );
  await failed(server.call('post', '/auth/sign-up/confirm', { token: signUp, password: FIRST }));
  await failed(server.call('post', '/auth/sign-up/confirm', { token: [signUp], password: FIRST }));
  await failed(server.call('post', '/auth/sign-up/confirm', { token: signUp, password: FIRST, more: 1 }));

  const second = keep(browserOf(await refresh(server, first.refreshToken).expect(200)));
  const { body: ticket } = await withToken(server.call('post', '/v2/realtime/tickets'), second).expect(201);
  secrets.add(ticket.ticket as string);
  await failed(server.call('get', `/v2/realtime/poll?ticket=${ticket.ticket}`));
  await failed(server.call('get', `/v2/realtime/stream?ticket=${ticket.ticket}x`));
  const change = (body: object) => withToken(server.call('post', '/auth/password', body), second);
  await failed(change({ currentPassword: SECOND, newPassword: FIRST }));
  await failed(change({ currentPassword: FIRST, newPassword: { text: SECOND } }));
  await change({ currentPassword: FIRST, newPassword: SECOND }).expect(204);

  mailbox.broken = true;
  await server.call('post', '/auth/password-reset', { email: EMAIL }).expect(202);
  await server.app.get(BackgroundTasks).settled();
  mailbox.broken = false;
  await server.call('post', '/auth/password-reset', { email: EMAIL }).expect(202);
  const reset = await link();
  await failed(server.call('post', '/auth/password-reset/confirm', { token: reset, newPassword: 'short' }));
  await server.call('post', '/auth/password-reset/confirm', { token: reset, newPassword: THIRD }).expect(204);
  await failed(server.call('post', '/auth/password-reset/confirm', { token: reset, newPassword: THIRD }));
  await failed(server.call('post', '/auth/login', { email: EMAIL, password: SECOND }));
  await failed(refresh(server, second.refreshToken));
  await failed(refresh(server, `${second.refreshToken}x`));

  const third = keep(await signInBrowser(server, EMAIL, THIRD));
  keep(browserOf(await refresh(server, third.refreshToken).expect(200)));
  await withToken(server.call('post', '/auth/logout'), third).expect(204);
  await failed(withToken(server.call('get', '/auth/me'), third));

  await server.app.get(BackgroundTasks).settled();
  expect(log.text).toContain('"route":"/auth/password-reset/confirm"');
  expect(log.text).toContain('password reset failed: MailError (ECONNREFUSED)');
  for (const secret of secrets) {
    expect(log.text).not.toContain(secret);
    for (const text of errors) expect(text).not.toContain(secret);
  }
  expect(log.text).not.toContain('bellhop_refresh');
});
