import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Task } from '@bellhop/hotel';
import { createTestApp, firstProperty, type Member, type TestApp } from '../support/app.js';
import { eventsAfter, headOf } from '../support/log.js';

describe('Idempotency-Key', () => {
  let server: TestApp;
  let owner: Member;
  beforeAll(async () => {
    server = await createTestApp();
    owner = await server.signIn('owner');
  });
  afterAll(() => server.close());

  const body = (title: string) => ({ propertyId: firstProperty(owner), title });
  const post = (key: string, title: string, member = owner) =>
    member.call('post', '/tasks', body(title)).set('idempotency-key', key);

  it('replays the first response to a retry, which changes nothing', async () => {
    const head = await headOf(owner);
    const first = await post('a', 'Once').expect(201);
    expect(first.headers).not.toHaveProperty('idempotent-replayed');
    const again = await post('a', 'Once').expect(201).expect('idempotent-replayed', 'true').expect('etag', '"1"');
    expect(again.text).toBe(first.text);
    expect(await eventsAfter(owner, head)).toHaveLength(1);
  });

  it('writes once for concurrent requests', async () => {
    const head = await headOf(owner);
    const answers = await Promise.all(Array.from({ length: 6 }, () => post('b', 'Rush').expect(201)));
    expect(new Set(answers.map(({ body }) => (body as Task).taskId)).size).toBe(1);
    expect(await eventsAfter(owner, head)).toHaveLength(1);
  });

  it('refuses the same key for another body', async () => {
    await post('c', 'One').expect(201);
    expect((await post('c', 'Two').expect(422)).body).toMatchObject({ code: 'idempotency_key_reused' });
  });

  it('is scoped to one user and one route', async () => {
    const manager = await server.signIn('manager');
    const mine = (await post('d', 'Ours').expect(201)).body as Task;
    const theirs = (await post('d', 'Ours', manager).expect(201)).body as Task;
    expect(theirs.taskId).not.toBe(mine.taskId);
    const money = { propertyId: firstProperty(owner), amountMinor: 1, currency: 'EUR', category: 'other' };
    await owner.call('post', '/finance/revenues', money).set('idempotency-key', 'd').expect(201);
    await owner.call('post', '/finance/expenses', money).set('idempotency-key', 'd').expect(201);
  });

  it('is not used up by a request that failed', async () => {
    const missing = { propertyId: crypto.randomUUID(), title: 'x' };
    await owner.call('post', '/tasks', missing).set('idempotency-key', 'e').expect(404);
    await post('e', 'Now it works').expect(201);
  });

  it.each(['', 'a b', 'x'.repeat(201), 'é'])('refuses the key %j', async (key) => {
    const answer = await post(Buffer.from(key).toString('latin1'), 'x').expect(400);
    expect(answer.body).toMatchObject({ code: 'malformed_request' });
  });
});
