import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ChannelRegistry } from '../channels/channel-registry.js';
import { History } from '../channels/history.js';
import type { Registration } from '../channels/registration.js';
import { defineDomain } from '../events/domain-definition.js';
import { MemoryEventLog } from '../log/memory.event-log.js';
import { RealtimeMetrics } from '../metrics/realtime-metrics.js';
import { unlogged } from '../testing/records.js';
import { systemClock } from '../time/clock.js';
import { TimerWheel } from '../time/timer-wheel.js';
import { FanOutWriter } from '../wire/fan-out-writer.js';
import { loadSendEach } from '../wire/send-each.js';
import { StreamSocket } from './stream-socket.js';
import { SseHandler } from './sse-handler.js';

const EVENTS = 4_000;
const EVENT_BYTES = 4_000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes in use after a collection. Buffers are freed outside the heap, and are gone by the next collection. */
const used = async (): Promise<number> => {
  collect();
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

const tasks = defineDomain('tasks', { TaskCreated: {} });
const viewer = { orgId: 'org', userId: 'u', sessionId: 's', role: 'owner', propertyIds: 'all' } as const;

/** A client on a real socket that counts its events. */
class Client {
  events = 0;
  #tail = '';
  #wake = (): void => undefined;

  constructor(readonly socket: Socket) {
    socket.setEncoding('latin1').on('data', (text: string) => {
      const whole = this.#tail + text;
      this.events += whole.split('event: tasks\n').length - 1;
      this.#tail = whole.slice(-12);
      if (this.#tail.includes('event: tasks\n')) this.#tail = '';
      this.#wake();
    });
  }

  async until(events: number): Promise<void> {
    while (this.events < events) await new Promise<void>((resolve) => (this.#wake = resolve));
  }
}

const writers = [
  ['written natively', loadSendEach()],
  ['written through Node', undefined],
] as const;

// Without the compiled part both are the same; send-each.spec.ts fails if that is wrong.
describe.each(writers)('a stream whose client does not read, on a real socket, %s', (_how, sendEach) => {
  const log = new MemoryEventLog(() => 'e');
  const wheel = new TimerWheel(systemClock);
  const metrics = new RealtimeMetrics(systemClock);
  const writer = new FanOutWriter(sendEach);
  const registry = new ChannelRegistry(
    {
      log: log,
      history: new History(log, systemClock),
      definitions: new Map([['tasks', tasks]]),
      clock: systemClock,
      writer,
      onError: (error) => {
        throw error;
      },
    },
    { headCheckMs: 2_000, channelIdleMs: 120_000 },
  );
  const handler = new SseHandler({
    clock: systemClock,
    wheel,
    heartbeatMs: 15_000,
    retryMs: 2_000,
    random: () => 0,
    metrics,
    writer,
  });
  const clients: Client[] = [];
  let server: Server;
  beforeEach(async () => {
    await log.open();
    registry.start();
    server = createServer((_request, response) => {
      void (async () => {
        const handle = registry.acquire('org');
        const registration = handle.channel.sessions.register(
          viewer,
          'stream',
          {},
          { perUser: 99, perOrg: 99 },
        ) as Registration;
        const start = await handle.channel.resolve(undefined, registration.view);
        const begin = (text: string): StreamSocket => StreamSocket.begin(response, {}, 'identity-chunked', wheel, text);
        handler.open(begin, handle, registration, start);
      })();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(async () => {
    for (const { socket } of clients) socket.destroy();
    registry.stop();
    server.close();
    await once(server, 'close');
  });

  async function join(): Promise<Client> {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const client = new Client(socket);
    clients.push(client);
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    const known = handler.size;
    while (handler.size === known) await once(socket, 'data');
    return client;
  }

  it('costs the server no memory for its backlog, and gets all of it when it reads again', async () => {
    const healthy = await join();
    const slow = await join();
    const filler = JSON.stringify('x'.repeat(EVENT_BYTES));
    let raised = 0;
    const growthOver = async (events: number, subscribers: readonly Client[]): Promise<number> => {
      const before = await used();
      for (const end = raised + events; raised < end;) {
        const records = Array.from({ length: 50 }, () => unlogged('org', { domain: 'tasks', payloadJson: filler }));
        raised += records.length;
        for (const record of await log.commit(records)) registry.accept(record);
        for (const subscriber of subscribers) await subscriber.until(raised);
      }
      return (await used()) - before;
    };
    await growthOver(EVENTS / 4, [healthy, slow]); // fills the buffers, which are bounded
    const whileReading = await growthOver(EVENTS, [healthy, slow]);
    slow.socket.pause();
    const whilePaused = await growthOver(EVENTS, [healthy]);
    expect(slow.events).toBeLessThan(raised - EVENTS / 2);
    // A backlog held in memory would be all of it; up to a quarter is what the socket took before it was full, and other garbage.
    expect(whilePaused - whileReading).toBeLessThan((EVENTS * EVENT_BYTES) / 2);

    slow.socket.resume();
    await slow.until(raised);
    expect(slow.events).toBe(raised);
  });
});
