import { expect, test } from '@jest/globals';
import { ArrivalLog } from '../src/load/arrival-log.ts';

const eventWith = (filler: string): string =>
  `{"eventId":"x","timestamp":${Date.now()},"payload":${JSON.stringify(filler)}}`;

test('records each event once, wherever its timestamp is cut', () => {
  const started = Date.now();
  const log = new ArrivalLog();
  const event = eventWith('');
  for (const letter of event.repeat(3)) log.add(Buffer.from(letter));
  log.add(Buffer.from(event));
  expect(log.delays).toHaveLength(4);
  expect(log.count).toBe(4);
  const took = Date.now() - started;
  for (const delay of log.delays) {
    expect(delay).toBeGreaterThanOrEqual(0);
    expect(delay).toBeLessThanOrEqual(took);
  }
});

test('skips bytes known to hold no timestamp, without losing an event', () => {
  const filler = 'x'.repeat(100);
  const events = Buffer.from(eventWith(filler).repeat(3));
  for (const apart of [0, 1, filler.length]) {
    for (let cut = 1; cut < events.length; cut += 1) {
      const log = new ArrivalLog(apart);
      log.add(events.subarray(0, cut));
      log.add(events.subarray(cut));
      expect(log.count).toBe(3);
    }
    for (const size of [7, 26, 60, 90]) {
      const log = new ArrivalLog(apart);
      for (let from = 0; from < events.length; from += size) log.add(events.subarray(from, from + size));
      expect(log.count).toBe(3);
    }
  }
  const distant = new ArrivalLog(2 * filler.length);
  distant.add(events);
  expect(distant.count).toBe(2);
});

test('counts events after the delays are cleared', () => {
  const log = new ArrivalLog();
  log.add(Buffer.from(eventWith('')));
  log.delays.length = 0;
  log.add(Buffer.from(eventWith('')));
  expect([log.delays.length, log.count]).toEqual([1, 2]);
});
