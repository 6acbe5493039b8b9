import { expect, test } from '@jest/globals';
import { ArrivalLog } from '../src/load/arrival-log.ts';

test('notes each event once, wherever its timestamp is cut', () => {
  const log = new ArrivalLog();
  const event = `{"eventId":"x","timestamp":${Date.now()},"payload":{}}`;
  for (const letter of event.repeat(3)) log.add(Buffer.from(letter));
  log.add(Buffer.from(event));
  expect(log.delays).toHaveLength(4);
  for (const delay of log.delays) expect(delay).toBeLessThan(1_000);
});
