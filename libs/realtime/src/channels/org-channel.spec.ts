import { describe, expect, it } from '@jest/globals';
import { defineDomain } from '../events/domain-definition.js';
import type { LogRecord } from '../log/event-log.js';
import { MemoryEventLog } from '../log/memory.event-log.js';
import { SimulatedClock } from '../testing/simulated-clock.js';
import { History } from './history.js';
import { OrgChannel } from './org-channel.js';
import { View } from './view.js';

const tasks = defineDomain('tasks', { TaskCreated: {} });
const definitions = new Map([['tasks', tasks]]);
const view = View.of({ orgId: 'org', userId: 'u', sessionId: 's', role: 'owner', propertyIds: 'all' }, [tasks]);

async function setUp(): Promise<{
  clock: SimulatedClock;
  log: MemoryEventLog;
  channel: OrgChannel;
  got: number[];
  commit: (count: number) => Promise<readonly LogRecord[]>;
}> {
  const clock = new SimulatedClock();
  let marks = 0;
  const log = new MemoryEventLog(
    () => 'epoch',
    () => (marks += 1),
  );
  await log.open();
  const history = new History(log, clock);
  const channel = new OrgChannel('org', { log: log, history, definitions, clock, onError: () => undefined });
  await channel.opened;
  const got: number[] = [];
  channel.batches.subscribe((batch) =>
    got.push(...(batch.select(view, 0, 0)?.events.map(({ seq }) => seq ?? 0) ?? [])),
  );
  let made = 0;
  const commit = (count: number): Promise<readonly LogRecord[]> =>
    log.transaction((tx) =>
      log.append(
        tx,
        Array.from({ length: count }, () => ({
          eventId: `e${(made += 1)}`,
          eventType: 'TaskCreated',
          domain: 'tasks',
          timestamp: clock.now(),
          orgId: 'org',
          payloadJson: '{}',
        })),
      ),
    );
  return { clock, log, channel, got, commit };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('OrgChannel', () => {
  it('hands over all events of one turn as one batch', async () => {
    const { clock, channel, commit } = await setUp();
    const sizes: number[] = [];
    channel.batches.subscribe((batch) => sizes.push(batch.to.seq - batch.from.seq));
    for (const record of await commit(3)) channel.accept(record);
    clock.turn();
    expect(sizes).toEqual([3]);
  });

  it('reads a missing event from the log at once, without waiting for the head check', async () => {
    const { clock, channel, got, commit } = await setUp();
    const [, , third] = await commit(3);
    if (third) channel.accept(third);
    await settle();
    clock.turn();
    expect(got).toEqual([1, 2, 3]);
  });

  it('applies a doubled hint once', async () => {
    const { clock, channel, got, commit } = await setUp();
    const records = await commit(2);
    for (const record of [...records, ...records]) channel.accept(record);
    await settle();
    clock.turn();
    expect(got).toEqual([1, 2]);
  });

  it('learns from the head of the log what no hint told it', async () => {
    const { clock, channel, got, commit } = await setUp();
    await commit(2);
    channel.acceptHead(channel.question(), { epoch: 'epoch', seq: 2, mark: 2 });
    await settle();
    clock.turn();
    expect(got).toEqual([1, 2]);
  });

  it.each([
    ['malformed', 'not a cursor'],
    ['epoch', 'another.1'],
    ['ahead', 'epoch.9'],
  ])('answers a cursor that is %s with a gap that ends at the head', async (reason, cursor) => {
    const { channel, commit } = await setUp();
    for (const record of await commit(2)) channel.accept(record);
    expect(await channel.resolve(cursor, view)).toEqual({
      position: { seq: 2, mark: 2 },
      generation: 0,
      gap: { reason, cursor: 'epoch.2.2', domains: ['tasks'] },
    });
  });

  it('does not call a cursor ahead that the log already knows and no hint has told of', async () => {
    const { channel, commit } = await setUp();
    await commit(2);
    expect(await channel.resolve('epoch.2.2', view)).toEqual({ position: { seq: 2, mark: 2 }, generation: 0 });
  });

  it('forgets a hint that tells of more than the log has', async () => {
    const { channel, commit, got, clock } = await setUp();
    const [record] = await commit(1);
    if (record) channel.accept({ ...record, seq: 40, prevMark: 39 });
    await settle();
    expect(channel.applied).toBe(1);
    const [second] = await commit(1);
    if (second) channel.accept(second);
    clock.turn();
    expect(got).toEqual([1, 2]);
  });

  it('keeps what it holds for as long as ever when the wall clock is set forward or back', async () => {
    const { clock, channel, commit } = await setUp();
    for (const record of await commit(3)) channel.accept(record);
    clock.turn();
    for (const ms of [3_600_000, -7_200_000]) {
      clock.step(ms);
      channel.tick();
      expect(channel.buffer.size).toBe(3);
    }
    clock.advance(25_001);
    channel.tick();
    expect(channel.buffer.size).toBe(0);
  });
});
