import { describe, expect, test } from '@jest/globals';
import { EventLedger } from '../src/load/event-ledger.ts';

const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;
const ready = chunk('retry: 2000\n\nid: e.4.k7\nevent: ready\ndata: {"cursor":"e.4.k7"}\n\n');
const heartbeat = chunk('id: e.5.q2\nevent: heartbeat\ndata: {"serverTime":1}\n\n');
const event = (seq: number, eventId: string): string =>
  chunk(`id: e.${seq}.m${seq % 2}\nevent: tasks\ndata: ${JSON.stringify({ eventId, payload: { title: 'a: b' } })}\n\n`);

function ledgerOf(...chunks: string[]): EventLedger {
  const ledger = new EventLedger();
  for (const letter of chunks.join('')) ledger.add(Buffer.from(letter));
  return ledger;
}

const ABC = new Set(['a', 'b', 'c']);

describe('the record of a stream', () => {
  test('is ready when the stream is', () => {
    expect(ledgerOf(ready.slice(0, -3)).isReady).toBe(false);
    expect(ledgerOf(ready).isReady).toBe(true);
  });

  test('has no fault when every event comes once and in order, whatever comes between', () => {
    const ledger = ledgerOf(ready, event(5, 'a'), heartbeat, event(6, 'b'), event(7, 'c'));
    expect(ledger.eventIds).toEqual(['a', 'b', 'c']);
    expect(ledger.count).toBe(3);
    expect(ledger.faultsAgainst(ABC)).toBe(0);
  });

  test.each([
    ['the last is missing', [event(5, 'a'), event(6, 'b')], 1],
    ['the first is missing', [event(6, 'b'), event(7, 'c')], 1],
    ['one is left out', [event(5, 'a'), event(7, 'c')], 2],
    ['one comes twice', [event(5, 'a'), event(6, 'b'), event(6, 'b'), event(7, 'c')], 2],
    ['two are swapped', [event(5, 'a'), event(7, 'c'), event(6, 'b')], 2],
    ['one is unknown', [event(5, 'a'), event(6, 'b'), event(7, 'c'), event(8, 'd')], 1],
    ['a gap', [event(5, 'a'), chunk('id: e.6.z1\nevent: gap\ndata: {}\n\n'), event(6, 'b'), event(7, 'c')], 1],
  ])('counts faults: %s', (_, chunks, faults) => {
    expect(ledgerOf(ready, ...chunks).faultsAgainst(ABC)).toBe(faults);
  });
});
