import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Task } from '@bellhop/hotel';
import type { PollResponse, SignedIn } from '@bellhop/protocol';
import { startServer, type TestServer } from '../support/server.js';

describe('a legacy client without a cursor', () => {
  let server: TestServer;
  let signedIn: SignedIn;
  beforeAll(async () => {
    server = await startServer();
    signedIn = await call<SignedIn>('POST', '/auth/login', { email: 'owner@aurora.test', password: 'bellhop-demo' });
  });
  afterAll(() => server.stop());

  async function call<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await fetch(`${server.url}${path}`, {
      method,
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(path !== '/auth/login' && { authorization: `Bearer ${signedIn.accessToken}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as T;
  }

  const createTask = (title: string) => call('POST', '/tasks', { propertyId: signedIn.user.propertyIds[0], title });
  const poll = async (): Promise<string[]> => {
    const { events } = await call<PollResponse>('GET', '/tasks/realtime/subscribe');
    return events.map(({ payload }) => (payload as Task).title);
  };

  it('misses nothing and gets nothing twice when the server is killed between two polls', async () => {
    await createTask('before');
    expect(await poll()).toEqual(['before']);
    await createTask('not polled yet');
    await server.kill9();
    await server.restart();
    await createTask('after');
    expect(await poll()).toEqual(['not polled yet', 'after']);
  });
});
