import { afterEach, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { MailError } from '../mail/mailer.js';
import { AfterAnswer } from './after-answer.js';

afterEach(() => void jest.restoreAllMocks());

it('begins when whoever asked is done, and is waited for by a stop', async () => {
  const after = new AfterAnswer();
  const order: string[] = [];
  let finish = (): void => undefined;
  after.run('work', async () => {
    order.push('begun');
    await new Promise<void>((resolve) => (finish = resolve));
    order.push('done');
  });
  order.push('answered');
  const stopped = after.beforeApplicationShutdown().then(() => order.push('stopped'));
  await new Promise((resolve) => setImmediate(resolve));
  finish();
  await stopped;
  expect(order).toEqual(['answered', 'begun', 'done', 'stopped']);
});

it('logs a failure by name and code alone, and goes on', async () => {
  const logged: unknown[] = [];
  jest.spyOn(Logger.prototype, 'error').mockImplementation((message) => void logged.push(message));
  const after = new AfterAnswer();
  const query = Object.assign(new Error('Failed query: insert … params: secret'), { cause: { code: '23505' } });
  after.run('sign-up', () => Promise.reject(query));
  after.run('mail', () => Promise.reject(new MailError('ECONNREFUSED')));
  after.run('work', () => {
    throw new TypeError('secret');
  });
  await after.settled();
  expect(logged).toEqual([
    'sign-up failed: Error (23505)',
    'mail failed: MailError (ECONNREFUSED)',
    'work failed: TypeError',
  ]);
});
