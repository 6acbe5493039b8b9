import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApp, type Member, type TestApp } from '../support/app.js';
import { canMakeHosts, makeHost, type RemoteHost } from '../support/remote-host.js';

const LIMIT_MS = 60_000;

(canMakeHosts() ? describe : describe.skip)('a stream whose client vanished', () => {
  let server: TestApp;
  let owner: Member;
  let host: RemoteHost;
  beforeAll(async () => {
    server = await createTestApp();
    await server.app.listen(0, '0.0.0.0');
    owner = await server.signIn('owner');
    host = makeHost();
  });
  afterAll(async () => {
    host.remove();
    await server.close();
  });

  it('is found by its heartbeats and closed within a minute', async () => {
    const { port } = server.app.getHttpServer().address() as { port: number };
    const connected = once(server.app.getHttpServer(), 'connection');
    const client = host.run('curl', [
      ...['--silent', '--no-buffer', '--header', `authorization: Bearer ${owner.signedIn.accessToken}`],
      `http://${host.gateway}:${port}/v2/realtime/stream`,
    ]);
    let text = '';
    client.stdout?.setEncoding('utf8').on('data', (more: string) => (text += more));
    while (!text.includes('event: ready')) await once(client.stdout as NodeJS.ReadableStream, 'data');
    const streams = async (): Promise<number> => {
      const { body } = await owner.call('get', '/v2/realtime/metrics').expect(200);
      return (body as { subscribers: { active_count: number } }).subscribers.active_count;
    };
    expect(await streams()).toBe(1);

    host.pullCable();
    const pulled = performance.now();
    const [socket] = (await connected) as [Socket];
    await once(socket, 'close');
    expect(performance.now() - pulled).toBeLessThan(LIMIT_MS);
    expect(await streams()).toBe(0);
    client.kill('SIGKILL');
  });
});
