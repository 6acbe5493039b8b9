import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SimulatedClock } from '@bellhop/realtime/testing';
import { Logger } from '@nestjs/common';
import { MailError } from '../mail/mailer.js';
import { BackgroundTasks } from './background-tasks.js';

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe('a background task', () => {
  let clock: SimulatedClock;
  let after: BackgroundTasks;
  let logged: unknown[];
  beforeEach(() => {
    clock = new SimulatedClock(0);
    after = new BackgroundTasks(clock);
    logged = [];
    jest.spyOn(Logger.prototype, 'error').mockImplementation((message) => void logged.push(message));
  });
  afterEach(() => void jest.restoreAllMocks());

  it('does not overlap a request that immediately follows the response, and begins within a second', async () => {
    let begun = 0;
    const count = (): Promise<void> => Promise.resolve(void (begun += 1));
    for (let times = 0; times < 100; times += 1) after.run('work', count);
    clock.advance(49);
    await turns();
    expect(begun).toBe(0);
    clock.advance(951);
    await turns();
    expect(begun).toBe(100);
  });

  it('is done before the end, and dropped after it', async () => {
    const warned: unknown[] = [];
    jest.spyOn(Logger.prototype, 'warn').mockImplementation((message) => void warned.push(message));
    const begun: string[] = [];
    const begin = (name: string) => (): Promise<void> => Promise.resolve(void begun.push(name));
    after.run('work', begin('work'));
    after.mail('mail', begin('mail'));
    await after.end();
    expect(begun).toEqual(['work', 'mail']);
    after.run('late work', begin('late work'));
    after.mail('late mail', begin('late mail'));
    clock.advance(1_000);
    await turns();
    expect(begun).toEqual(['work', 'mail']);
    expect(warned).toEqual(['late work dropped: the server has stopped', 'late mail dropped: the server has stopped']);
  });

  it('begins at a random time', () => {
    const delays: number[] = [];
    jest.spyOn(clock, 'after').mockImplementation((delayMs) => (delays.push(delayMs), { cancel: () => undefined }));
    for (let times = 0; times < 100; times += 1) after.run('work', () => Promise.resolve());
    expect(new Set(delays).size).toBeGreaterThan(90);
  });

  it('is begun and awaited by a shutdown', async () => {
    const order: string[] = [];
    let finish = (): void => undefined;
    after.run('work', async () => {
      order.push('begun');
      await new Promise<void>((resolve) => (finish = resolve));
      order.push('done');
    });
    order.push('answered');
    const stopped = after.end().then(() => order.push('stopped'));
    await turns();
    finish();
    await stopped;
    expect(order).toEqual(['answered', 'begun', 'done', 'stopped']);
  });

  it('runs with bounded concurrency, and is rejected beyond a bound', async () => {
    const finish: (() => void)[] = [];
    for (let times = 0; times < 1_001; times += 1) {
      after.run('mail', () => new Promise<void>((resolve) => void finish.push(resolve)));
    }
    expect(logged).toEqual(['mail rejected: 1000 tasks are already pending']);
    const settled = after.settled();
    let done = 0;
    for (await turns(); finish.length > 0; await turns()) {
      expect(finish.length).toBeLessThanOrEqual(8);
      for (const end of finish.splice(0)) {
        done += 1;
        end();
      }
    }
    await settled;
    expect(done).toBe(1_000);
  });

  it('runs while an unresponsive mail server blocks all mail', async () => {
    const finish: (() => void)[] = [];
    for (let times = 0; times < 20; times += 1) {
      after.mail('mail', () => new Promise<void>((resolve) => void finish.push(resolve)));
    }
    clock.advance(1_000);
    await turns();
    expect(finish).toHaveLength(8);
    let audited = 0;
    for (let times = 0; times < 20; times += 1) after.run('audit', () => Promise.resolve(void (audited += 1)));
    clock.advance(1_000);
    await turns();
    expect([audited, finish.length]).toEqual([20, 8]);
    for (; finish.length > 0; await turns()) for (const end of finish.splice(0)) end();
    await after.settled();
  });

  it('keeps a shutdown waiting for mail that it queued', async () => {
    const order: string[] = [];
    after.run('sign-up', () => {
      order.push('link');
      after.mail('mail of it', () => Promise.resolve(void order.push('mail')));
      return Promise.resolve();
    });
    await after.settled();
    expect(order).toEqual(['link', 'mail']);
  });

  it('logs a failure with name and code only, and continues', async () => {
    const query = Object.assign(new Error('Failed query: insert … params: secret'), { cause: { code: '23505' } });
    after.run('sign-up', () => Promise.reject(query));
    after.run('mail', () => Promise.reject(new MailError('ECONNREFUSED')));
    after.run('work', () => {
      throw new TypeError('secret');
    });
    await after.settled();
    expect(logged.sort()).toEqual([
      'mail failed: MailError (ECONNREFUSED)',
      'sign-up failed: Error (23505)',
      'work failed: TypeError',
    ]);
  });
});
