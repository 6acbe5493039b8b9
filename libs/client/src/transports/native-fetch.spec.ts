import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Batch } from '../delivery/batch.js';
import { browserEnvironment } from '../environment/browser.js';
import { fetchStream } from './fetch-stream.js';
import type { Ending } from './transport.js';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

let answer: Answer;
let url: string;
const requests: IncomingMessage[] = [];
const server = createServer((request, response) => {
  requests.push(request);
  answer(response, request);
});

beforeEach(async () => {
  requests.length = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

/** Reads one stream to its end, over the real `fetch`. */
async function read(cursor?: string): Promise<{ ending: Ending; batches: Batch[] }> {
  const batches: Batch[] = [];
  const ending = await fetchStream.read(
    {
      environment: browserEnvironment(),
      baseUrl: url,
      domains: undefined,
      propertyId: undefined,
      cursor,
      token: 'token',
      signal: new AbortController().signal,
      firstFrameMs: 20_000,
      isProbeDue: () => false,
    },
    {
      opened: () => undefined,
      alive: () => undefined,
      batch: (batch) => batches.push(batch),
      retry: () => undefined,
      fastEmpty: () => undefined,
    },
  );
  return { ending, batches };
}

const READY = `id: e1.0\nevent: ready\ndata: {"cursor":"e1.0","head":"e1.0","heartbeatMs":15000}\n\n`;
const event = (title: string) =>
  `id: e1.1\nevent: orders\ndata: {"eventId":"1","domain":"orders","seq":1,"payload":{"title":"${title}"}}\n\n`;
const titles = (batches: readonly Batch[]) =>
  batches.flatMap(({ events }) => events.map(({ payload }) => (payload as { title: string }).title));

const stream = (response: ServerResponse, type = 'text/event-stream'): ServerResponse =>
  response.writeHead(200, { 'content-type': type });

describe('over the real fetch', () => {
  it('UTF-8 arrives intact when its bytes come one by one', async () => {
    answer = (response) => {
      stream(response);
      for (const byte of Buffer.from(READY + event('Grüße 🛎️ 東京'))) response.write(Uint8Array.of(byte));
      response.end();
    };
    const { ending, batches } = await read();
    expect(titles(batches)).toEqual(['Grüße 🛎️ 東京']);
    expect(ending).toEqual({ how: 'ended' });
  });

  it.each([301, 302, 303, 307, 308])(
    'a redirect by %i is followed, and the first address is asked again',
    async (status) => {
      answer = (response, request) => {
        if (request.url?.startsWith('/elsewhere')) stream(response).end(READY + event('moved'));
        else response.writeHead(status, { location: '/elsewhere' }).end();
      };
      expect(titles((await read('e1.0')).batches)).toEqual(['moved']);
      await read('e1.0');
      expect(requests.map((request) => request.url)).toEqual([
        '/v2/realtime/stream',
        '/elsewhere',
        '/v2/realtime/stream',
        '/elsewhere',
      ]);
      expect(requests[1]?.headers).toMatchObject({ 'last-event-id': 'e1.0', authorization: 'Bearer token' });
    },
  );

  it.each([
    'text/event-stream',
    'text/event-stream;charset=UTF-8',
    'Text/Event-Stream; charset=windows-1251',
    'text/event-stream;',
  ])('the content type %s is accepted', async (type) => {
    answer = (response) => stream(response, type).end(READY + event('ö'));
    expect(titles((await read()).batches)).toEqual(['ö']);
  });

  it.each(['text/plain', 'text/event-streams', 'application/json'])('the content type %s is rejected', async (type) => {
    answer = (response) => stream(response, type).end(READY + event('a'));
    expect(await read()).toEqual({ ending: { how: 'unusable' }, batches: [] });
  });

  it('204 is reported', async () => {
    answer = (response) => response.writeHead(204).end();
    expect((await read()).ending).toEqual({ how: 'no-content' });
  });

  it('a status is reported, with Retry-After', async () => {
    answer = (response) => response.writeHead(503, { 'retry-after': '7' }).end('busy');
    expect((await read()).ending).toEqual({ how: 'refused', status: 503, retryAfterMs: 7_000 });
  });

  it('an event without its blank line is dropped', async () => {
    answer = (response) => stream(response).end(READY + event('whole') + 'id: e1.2\nevent: orders\ndata: {}\n');
    const { batches } = await read();
    expect(titles(batches)).toEqual(['whole']);
    expect(batches.at(-1)?.to).toBe('e1.1');
  });

  it('a broken connection is a network error, after the events before it', async () => {
    answer = (response) => {
      stream(response).write(READY + event('before'), () => setImmediate(() => response.destroy()));
    };
    const { ending, batches } = await read();
    expect(ending).toEqual({ how: 'network' });
    expect(titles(batches)).toEqual(['before']);
  });

  it('an unreachable server is a network error', async () => {
    answer = (_response, request) => request.socket.destroy();
    expect((await read()).ending).toEqual({ how: 'network' });
  });

  it('nothing is cached', async () => {
    answer = (response) => stream(response).end(READY);
    await read();
    expect(requests[0]?.headers).toMatchObject({ accept: 'text/event-stream', 'cache-control': 'no-cache' });
  });
});
