import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { ChannelRegistry } from '../channels/channel-registry.js';
import { History } from '../channels/history.js';
import type { Registration } from '../channels/registration.js';
import { defineDomain } from '../events/domain-definition.js';
import { StreamSocket } from '../http/stream-socket.js';
import { SseHandler } from '../http/sse-handler.js';
import { MemoryEventLog } from '../log/memory.event-log.js';
import { unlogged } from '../testing/records.js';
import { SimulatedClock } from '../testing/simulated-clock.js';
import { TimerWheel } from '../time/timer-wheel.js';
import { FanOutWriter } from '../wire/fan-out-writer.js';
import { RealtimeMetrics } from './realtime-metrics.js';

const tasks = defineDomain('tasks', { TaskCreated: {} }, { bufferSize: 4 });

class DeafSocket extends EventEmitter {
  destroyed = false;
  writableLength = 0;
  writableNeedDrain = false;
  write = (): boolean => true;
  resume = (): this => this;
}

describe('dropped events', () => {
  it('are logged events that a subscriber needed and that expired, not those that left the buffer', async () => {
    const clock = new SimulatedClock();
    const log = new MemoryEventLog(() => 'e', undefined, clock);
    await log.open();
    const metrics = new RealtimeMetrics(clock);
    const definitions = new Map([[tasks.name, tasks]]);
    const history = new History(log, clock);
    const registry = new ChannelRegistry(
      { log, history, definitions, clock, onError: () => undefined },
      { headCheckMs: 2_000, channelIdleMs: 120_000 },
    );
    const wheel = new TimerWheel(clock);
    const handler = new SseHandler({
      clock,
      wheel,
      heartbeatMs: 15_000,
      retryMs: 2_000,
      random: () => 0,
      metrics,
      writer: new FanOutWriter(),
    });
    const viewer = { orgId: 'org', userId: 'u', sessionId: 's', role: 'owner', propertyIds: 'all' } as const;
    const handle = registry.acquire('org');
    await handle.channel.opened;
    for (let made = 0; made < 10; made += 1) {
      const [record] = await log.commit([unlogged('org', { domain: 'tasks' })]);
      if (record) registry.accept(record);
      clock.turn();
    }
    expect(Object.fromEntries(registry.evictions())).toEqual({ tasks: 6 });

    const read = async (seq: number): Promise<void> => {
      const reading = registry.acquire('org');
      const registration = reading.channel.sessions.register(
        viewer,
        'stream',
        {},
        { perUser: 9, perOrg: 9 },
      ) as Registration;
      handler.open(() => new StreamSocket(new DeafSocket() as never, 'identity-raw', wheel), reading, registration, {
        position: { seq, mark: undefined },
        generation: reading.channel.generation,
      });
      await new Promise((resolve) => setImmediate(resolve));
    };
    await read(3);
    expect([metrics.deliveredTotal, metrics.droppedTotal]).toEqual([7, 0]);

    clock.advance(60_000);
    registry.orgs().next().value?.channel.tick();
    await log.purge({ keepMs: 0 });
    history.expire();
    await read(3);
    expect([metrics.deliveredTotal, metrics.droppedTotal]).toEqual([7, 7]);
    expect(Object.fromEntries(metrics.gaps)).toEqual({ expired: 1 });
    expect(metrics.subscribers).toBe(2);
  });
});
