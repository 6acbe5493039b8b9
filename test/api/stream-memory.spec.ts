import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { createTestApp, type TestApp } from '../support/app.js';
import { SseClient } from '../support/sse-client.js';

let server: TestApp | undefined;
const streams: SseClient[] = [];
afterEach(async () => {
  for (const stream of streams.splice(0)) stream.close();
  await server?.close();
  server = undefined;
});

/** Runs a full garbage collection. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

it('an open stream retains neither its request nor its response', async () => {
  server = await createTestApp();
  const requests: WeakRef<object>[] = [];
  const responses: WeakRef<object>[] = [];
  server.app.getHttpServer().on('request', (request: object, response: object) => {
    requests.push(new WeakRef(request));
    responses.push(new WeakRef(response));
  });
  await server.app.listen(0, '127.0.0.1');
  const { port } = server.app.getHttpServer().address() as AddressInfo;
  const signedIn = await server.app.inject({
    method: 'POST',
    url: '/auth/login',
    payload: { email: 'owner@aurora.test', password: 'bellhop-demo' },
  });
  const authorization = `Bearer ${signedIn.json<{ accessToken: string }>().accessToken}`;
  requests.length = responses.length = 0;
  for (let opened = 0; opened < 5; opened += 1) {
    const stream = await SseClient.open(`http://127.0.0.1:${port}/v2/realtime/stream`, { authorization });
    streams.push(stream);
    await stream.find(({ event }) => event === 'ready');
  }
  // The newest may still be held by the turn that opened it.
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  const kept = (refs: readonly WeakRef<object>[]): number => refs.filter((ref) => ref.deref() !== undefined).length;
  expect(requests).toHaveLength(5);
  expect(kept(requests)).toBeLessThanOrEqual(1);
  expect(kept(responses)).toBeLessThanOrEqual(1);
});
