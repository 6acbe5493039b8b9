import { describe, expect, it } from '@jest/globals';
import { MemoryEventLog } from '../log/memory.event-log.js';
import { unlogged } from '../testing/records.js';
import { SimulatedClock } from '../testing/simulated-clock.js';
import { Frame } from './frame.js';
import { History, type ToFrame } from './history.js';

const toFrame: ToFrame = (record) => new Frame(record, 'e');

/** A log of `count` events of `length` characters, which records its reads. */
async function setUp(count: number, length: number, maxBytes?: number) {
  const log = new MemoryEventLog(() => 'e');
  const clock = new SimulatedClock();
  const reads: number[] = [];
  const { read } = log;
  log.read = (orgId, after, limit, bytes) => {
    reads.push(after);
    return read.call(log, orgId, after, limit, bytes);
  };
  for (const orgId of ['org', 'other']) {
    const payloadJson = JSON.stringify('x'.repeat(length));
    await log.commit(Array.from({ length: count }, () => unlogged(orgId, { payloadJson })));
  }
  return { log, clock, reads, history: new History(log, clock, maxBytes === undefined ? {} : { maxBytes }) };
}

describe('History', () => {
  it('reads a page once for all subscribers in it', async () => {
    const { history, reads } = await setUp(300, 10);
    const pages = await Promise.all([0, 7, 255].map((after) => history.read('org', after, 300, toFrame)));
    expect(pages.map((frames) => [frames[0]?.seq, frames.at(-1)?.seq])).toEqual([
      [1, 256],
      [8, 256],
      [256, 256],
    ]);
    expect(reads).toEqual([0]);
  });

  it('returns every event in order from any position, where a page takes several reads', async () => {
    const { history } = await setUp(20, 1_000_000);
    for (const start of [0, 3, 9]) {
      const seqs: number[] = [];
      for (let after = start; after < 20;) {
        const frames = await history.read('org', after, 20, toFrame);
        expect(frames[0]?.seq).toBe(after + 1);
        seqs.push(...frames.map(({ seq }) => seq));
        after = frames.at(-1)?.seq ?? Infinity;
      }
      expect(seqs).toEqual(Array.from({ length: 20 - start }, (_, index) => start + index + 1));
    }
  });

  it('keeps at most its limit of bytes, including encoded forms', async () => {
    const { history } = await setUp(60, 100_000, 8_000_000);
    const frames = await history.read('org', 0, 60, toFrame);
    await history.read('other', 0, 60, toFrame);
    expect(history.bytes).toBeGreaterThan(4_000_000);
    expect(history.bytes).toBeLessThanOrEqual(8_000_000);
    const before = history.bytes;
    const held = await history.read('other', 0, 60, toFrame);
    for (const frame of held) frame.bytes('identity-raw');
    history.expire();
    expect(history.bytes).not.toBe(before);
    expect(history.bytes).toBeLessThanOrEqual(8_000_000);
    expect(frames).not.toHaveLength(0);
  });

  it('drops pages loaded too long ago, and those of an org whose log went back', async () => {
    const { history, clock } = await setUp(10, 10);
    await history.read('org', 0, 10, toFrame);
    await history.read('other', 0, 10, toFrame);
    history.forget('org');
    expect(history.size).toBe(1);
    clock.advance(10_001);
    history.expire();
    expect([history.size, history.bytes]).toEqual([0, 0]);
  });

  it('retries after a failed read', async () => {
    const { history, log } = await setUp(3, 10);
    const { read } = log;
    log.read = () => Promise.reject(new Error('away'));
    await expect(history.read('org', 0, 3, toFrame)).rejects.toThrow('away');
    log.read = read;
    expect(await history.read('org', 0, 3, toFrame)).toHaveLength(3);
    expect(history.size).toBe(1);
  });
});
