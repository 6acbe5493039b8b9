import { beforeEach, describe, expect, it } from '@jest/globals';
import type { DurableEvent, Gap, RealtimeEvent } from '@bellhop/protocol';
import fc from 'fast-check';
import { Delivery } from './delivery.js';
import { REMEMBERED_EVENTS } from './history.js';

const envelope = (eventId: string) => ({
  eventId,
  eventType: 'OrderCreated',
  domain: 'orders',
  timestamp: 0,
  orgId: 'org',
  payload: {},
});
const event = (seq: number): DurableEvent => ({ ...envelope(`id-${seq}`), seq });
const events = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => event(from + 1 + index));
const batch = (from: number, to: number) => ({ from: `e1.${from}`, to: `e1.${to}`, events: events(from, to) });
const gapTo = (cursor: string, reason: Gap['reason'] = 'expired') => ({
  from: undefined,
  to: cursor,
  events: [],
  gap: { reason, cursor, domains: ['orders'] },
});

let told: RealtimeEvent[];
let gaps: Gap[];
let delivery: Delivery;

beforeEach(() => {
  told = [];
  gaps = [];
  delivery = new Delivery({
    event: (one) => told.push(one),
    gap: (gap) => gaps.push(gap),
    access: () => undefined,
    stands: () => undefined,
  });
});

const seqs = () => told.map(({ seq }) => seq);

describe('a tab', () => {
  it('without a position starts at the first batch', () => {
    expect(delivery.accept(batch(3, 5))).toBe('applied');
    expect(seqs()).toEqual([4, 5]);
    expect(delivery.cursor).toBe('e1.5');
  });

  it('that starts at a snapshot’s cursor skips what the snapshot includes', () => {
    delivery.begin('e1.4');
    delivery.begin('e1.1');
    delivery.accept(batch(2, 6));
    expect(seqs()).toEqual([5, 6]);
  });

  it('rejects a batch that would leave a hole, and accepts it once the hole is filled', () => {
    delivery.accept(batch(0, 2));
    expect(delivery.accept(batch(3, 5))).toBe('behind');
    expect(seqs()).toEqual([1, 2]);
    delivery.accept(batch(2, 5));
    expect(seqs()).toEqual([1, 2, 3, 4, 5]);
  });

  it('rejects another life of the log until a gap leads there', () => {
    delivery.accept(batch(0, 2));
    expect(delivery.accept({ from: 'e2.0', to: 'e2.1', events: [event(1)] })).toBe('behind');
    delivery.accept(gapTo('e2.0', 'epoch'));
    expect(delivery.accept({ from: 'e2.0', to: 'e2.1', events: [event(1)] })).toBe('applied');
    expect(gaps).toHaveLength(1);
    expect(seqs()).toEqual([1, 2, 1]);
  });

  it('keeps the server’s cursor for its position, which distinguishes histories', () => {
    delivery.accept({ from: 'e1.0.0', to: 'e1.2.b', events: events(0, 2) });
    expect(delivery.cursor).toBe('e1.2.b');
    delivery.accept(batch(0, 2));
    expect(delivery.cursor).toBe('e1.2.b');
    expect(delivery.since('e1.1.a')).toEqual({ from: 'e1.1.a', to: 'e1.2.b', events: [event(2)] });
  });

  it('rejects events of another history than its own', () => {
    delivery.accept({ from: 'e1.0.0', to: 'e1.2.b', events: events(0, 2) });
    expect(delivery.accept({ from: 'e1.2.c', to: 'e1.3.d', events: [event(3)] })).toBe('behind');
    expect(delivery.accept({ from: 'e1.1.a', to: 'e1.2.c', events: [event(2)] })).toBe('behind');
    expect(seqs()).toEqual([1, 2]);
  });

  it('moves past events that were for others', () => {
    delivery.accept({ from: 'e1.0', to: 'e1.9', events: [event(3)] });
    expect(delivery.cursor).toBe('e1.9');
  });

  it('delivers an ephemeral event once, without moving its cursor', () => {
    delivery.accept(batch(0, 1));
    const typing = { from: 'e1.1', to: 'e1.1', events: [envelope('typing')] };
    delivery.accept(typing);
    delivery.accept(typing);
    expect(told.map(({ eventId }) => eventId)).toEqual(['id-1', 'typing']);
    expect(delivery.cursor).toBe('e1.1');
  });

  it('ignores a gap that ends at or before its position', () => {
    delivery.accept(batch(0, 9));
    delivery.accept(gapTo('e1.5'));
    delivery.accept(gapTo('e1.9'));
    expect(gaps).toEqual([]);
    expect(delivery.cursor).toBe('e1.9');
  });

  it('moves back if the log has lost its end', () => {
    delivery.accept(batch(0, 9));
    delivery.accept(gapTo('e1.5', 'ahead'));
    expect(gaps).toHaveLength(1);
    delivery.accept(batch(5, 6));
    expect(seqs().at(-1)).toBe(6);
  });

  it('delivers each event once and in order, however often and in whatever pieces it comes', () => {
    const piece = fc
      .tuple(fc.nat({ max: 30 }), fc.nat({ max: 10 }))
      .map(([from, length]) => batch(from, from + length));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const seen: (number | undefined)[] = [];
        const tab = new Delivery({
          event: ({ seq }) => seen.push(seq),
          gap: () => undefined,
          access: () => undefined,
          stands: () => undefined,
        });
        tab.begin('e1.0');
        for (const one of pieces) tab.accept(one);
        expect(seen).toEqual(seen.map((_, index) => index + 1));
        expect(tab.cursor).toBe(`e1.${seen.length}`);
      }),
    );
  });
});

describe('the history of a tab', () => {
  it('returns its events since a cursor', () => {
    delivery.accept(batch(0, 5));
    expect(delivery.since('e1.3')).toEqual({ from: 'e1.3', to: 'e1.5', events: [event(4), event(5)] });
    expect(delivery.since('e1.5')?.events).toEqual([]);
  });

  it('returns nothing before its start, or of another life of the log', () => {
    delivery.accept(batch(3, 5));
    expect(delivery.since('e1.2')).toBeUndefined();
    expect(delivery.since('e2.4')).toBeUndefined();
    delivery.accept(gapTo('e1.8'));
    expect(delivery.since('e1.5')).toBeUndefined();
    expect(delivery.since('e1.8')?.events).toEqual([]);
  });

  it('keeps the last 1,000 events, and returns nothing if earlier ones are missing', () => {
    delivery.accept(batch(0, REMEMBERED_EVENTS + 10));
    expect(delivery.since('e1.9')).toBeUndefined();
    expect(delivery.since('e1.10')?.events).toHaveLength(REMEMBERED_EVENTS);
  });

  it('includes a change of rights for tabs that missed it', () => {
    const access = { domains: ['orders'], propertyIds: 'all' as const };
    delivery.accept(batch(0, 2));
    delivery.accept({ from: 'e1.2', to: 'e1.2', events: [], access });
    delivery.accept(batch(2, 3));
    expect(delivery.since('e1.1')?.access).toEqual(access);
    expect(delivery.since('e1.3')?.access).toBeUndefined();
  });

  it('returns nothing after a clear', () => {
    delivery.accept(batch(0, 2));
    delivery.clear();
    expect(delivery.cursor).toBeUndefined();
    expect(delivery.since('e1.1')).toBeUndefined();
  });
});
