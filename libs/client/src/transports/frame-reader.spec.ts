import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Batch } from '../delivery/batch.js';
import { FrameReader } from './frame-reader.js';
import type { FrameListener } from './transport.js';

let batches: Batch[];
let opened: number;
let listener: FrameListener;

beforeEach(() => {
  batches = [];
  opened = 0;
  listener = {
    opened: () => (opened += 1),
    alive: () => undefined,
    batch: (batch) => batches.push(batch),
    retry: () => undefined,
    fastEmpty: () => undefined,
  };
});

const ready = (cursor: string) =>
  JSON.stringify({ cursor, head: cursor, heartbeatMs: 15_000, streamId: 's', serverTime: 1 });
const order = (seq: number) => ({ eventId: `id-${seq}`, domain: 'orders', eventType: 'OrderCreated', seq });
const data = (value: unknown) => JSON.stringify(value);

describe('frames', () => {
  it('that arrive together are one batch, from the end of the last one', () => {
    const frames = new FrameReader('e1.3', listener);
    frames.read({ name: 'ready', data: ready('e1.3'), id: 'e1.3' });
    frames.read({ name: 'orders', data: data(order(4)), id: 'e1.4' });
    frames.read({ name: 'orders', data: data(order(6)), id: 'e1.6' });
    frames.flush();
    frames.read({ name: 'orders', data: data(order(7)), id: 'e1.7' });
    frames.flush();
    expect(opened).toBe(1);
    expect(batches).toEqual([
      { from: 'e1.3', to: 'e1.6', events: [order(4), order(6)] },
      { from: 'e1.6', to: 'e1.7', events: [order(7)] },
    ]);
  });

  it('of a stream that starts at the head start there', () => {
    const frames = new FrameReader(undefined, listener);
    frames.read({ name: 'ready', data: ready('e1.9'), id: 'e1.9' });
    frames.read({ name: 'orders', data: data(order(10)), id: 'e1.10' });
    frames.flush();
    expect(batches).toEqual([
      { from: undefined, to: 'e1.9', events: [] },
      { from: 'e1.9', to: 'e1.10', events: [order(10)] },
    ]);
  });

  it('do not move the cursor between ready and the gap that follows it', () => {
    const gap = { reason: 'expired', cursor: 'e1.50', domains: ['orders'] };
    const frames = new FrameReader('e1.3', listener);
    frames.read({ name: 'ready', data: ready('e1.50'), id: undefined });
    frames.flush();
    expect(batches).toEqual([]);
    frames.read({ name: 'gap', data: data(gap), id: 'e1.50' });
    expect(batches).toEqual([{ from: 'e1.3', to: 'e1.50', events: [], gap }]);
  });

  it('that are heartbeats move the cursor of a quiet stream', () => {
    const frames = new FrameReader('e1.3', listener);
    frames.read({ name: 'heartbeat', data: data({ serverTime: 1 }), id: 'e1.8' });
    frames.flush();
    expect(batches).toEqual([{ from: 'e1.3', to: 'e1.8', events: [] }]);
  });

  it('without an id are ephemeral events, and do not move the cursor', () => {
    const frames = new FrameReader('e1.3', listener);
    const { seq, ...ephemeral } = order(0);
    frames.read({ name: 'orders', data: data(ephemeral), id: undefined });
    frames.flush();
    expect(seq).toBe(0);
    expect(batches).toEqual([{ from: 'e1.3', to: 'e1.3', events: [ephemeral] }]);
  });

  it('with changed rights keep their order among the events', () => {
    const access = { domains: ['orders'], propertyIds: 'all' };
    const frames = new FrameReader('e1.3', listener);
    frames.read({ name: 'orders', data: data(order(4)), id: 'e1.4' });
    frames.read({ name: 'access', data: data(access), id: undefined });
    frames.read({ name: 'orders', data: data(order(5)), id: 'e1.5' });
    frames.flush();
    expect(batches).toEqual([
      { from: 'e1.3', to: 'e1.4', events: [order(4)] },
      { from: 'e1.4', to: 'e1.4', events: [], access },
      { from: 'e1.4', to: 'e1.5', events: [order(5)] },
    ]);
  });

  it('with an unknown name are skipped, whatever their data, and move the cursor if they have an id', () => {
    const frames = new FrameReader('e1.3', listener);
    frames.read({ name: 'message', data: 'hello', id: undefined });
    frames.read({ name: 'weather', data: data({ sun: true }), id: 'e1.4' });
    frames.flush();
    expect(batches).toEqual([{ from: 'e1.3', to: 'e1.4', events: [] }]);
  });

  it('with an unreadable logged event throw, so that it is not lost', () => {
    const frames = new FrameReader('e1.3', listener);
    expect(() => frames.read({ name: 'orders', data: '{"eventId":', id: 'e1.4' })).toThrow(SyntaxError);
  });

  it('after bye are ignored', () => {
    const frames = new FrameReader('e1.3', listener);
    frames.read({ name: 'bye', data: data({ reason: 'shutdown', reconnectInMs: 5 }), id: undefined });
    frames.read({ name: 'orders', data: data(order(4)), id: 'e1.4' });
    frames.flush();
    expect(frames.bye).toEqual({ reason: 'shutdown', reconnectInMs: 5 });
    expect(batches).toEqual([]);
  });
});
