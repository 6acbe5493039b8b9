import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryEventLog } from '../log/memory.event-log.js';
import type { LogRecord } from '../log/event-log.js';
import { unlogged } from '../testing/records.js';
import { SimulatedClock } from '../testing/simulated-clock.js';
import { ChannelRegistry } from './channel-registry.js';
import { History } from './history.js';
import { type CacheSource, OrgCache } from './org-cache.js';

/** A look-up that returns when the test says so. */
class Houses implements CacheSource<number> {
  count = 1;
  loads = 0;
  failing = false;
  readonly held: (() => void)[] = [];
  holding = false;

  async load(): Promise<number> {
    this.loads += 1;
    const { count } = this;
    if (this.holding) await new Promise<void>((resolve) => this.held.push(resolve));
    if (this.failing) throw new Error('the database is away');
    return count;
  }

  isInvalidatedBy({ domain }: LogRecord): boolean {
    return domain === 'houses';
  }
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('facts of an org in memory', () => {
  let log: MemoryEventLog;
  let clock: SimulatedClock;
  let registry: ChannelRegistry;
  let memory: OrgCache;
  let houses: Houses;
  beforeEach(async () => {
    log = new MemoryEventLog(() => 'epoch');
    await log.open();
    clock = new SimulatedClock();
    registry = new ChannelRegistry(
      {
        log,
        clock,
        history: new History(log, clock),
        definitions: new Map(),
        onError: (error) => {
          throw error;
        },
      },
      { headCheckMs: 2_000, channelIdleMs: 120_000 },
    );
    registry.start();
    memory = new OrgCache();
    memory.attach(registry);
    houses = new Houses();
  });
  afterEach(() => registry.stop());

  const commit = (domain: string): Promise<readonly LogRecord[]> => log.commit([unlogged('org', { domain })]);
  const hint = (records: readonly LogRecord[]): void => records.forEach((record) => registry.accept(record));

  it('are read once, and again after an event that changes them', async () => {
    expect([await memory.get('org', houses), await memory.get('org', houses)]).toEqual([1, 1]);
    houses.count = 2;
    hint(await commit('tasks'));
    expect(await memory.get('org', houses)).toBe(1);
    hint(await commit('houses'));
    expect(await memory.get('org', houses)).toBe(2);
    expect(houses.loads).toBe(2);
  });

  it("follow an event whose hint arrived before its predecessor's", async () => {
    await memory.get('org', houses);
    await commit('tasks');
    houses.count = 2;
    hint(await commit('houses'));
    expect(await memory.get('org', houses)).toBe(2);
  });

  it('are not kept if they changed while being read', async () => {
    houses.holding = true;
    const early = memory.get('org', houses);
    await settle();
    houses.count = 2;
    hint(await commit('houses'));
    houses.holding = false;
    expect(await memory.get('org', houses)).toBe(2);
    houses.held.shift()?.();
    expect(await early).toBe(1);
    expect(await memory.get('org', houses)).toBe(2);
  });

  it('follow events without a hint after the next head check, or at once if asked with `now`', async () => {
    await memory.get('org', houses);
    houses.count = 2;
    await commit('houses');
    expect(await memory.get('org', houses)).toBe(1);
    expect(await memory.get('org', houses, { now: true })).toBe(2);
    houses.count = 3;
    await commit('houses');
    expect(await memory.get('org', houses)).toBe(2);
    clock.advance(2_000);
    await settle();
    expect(await memory.get('org', houses)).toBe(3);
  });

  it('are not kept if the read failed', async () => {
    houses.failing = true;
    await expect(memory.get('org', houses)).rejects.toThrow('the database is away');
    houses.failing = false;
    expect(await memory.get('org', houses)).toBe(1);
  });

  it('are dropped with their org when unused', async () => {
    await memory.get('org', houses);
    clock.advance(122_000);
    expect(registry.size).toBe(0);
    await memory.get('org', houses);
    expect(houses.loads).toBe(2);
  });

  it('are looked up each time without a module that keeps them', async () => {
    const alone = new OrgCache();
    await alone.get('org', houses);
    await alone.get('org', houses);
    expect(houses.loads).toBe(2);
  });
});
