import type { LogRecord, UnloggedRecord } from '../log/event-log.js';

let made = 0;

/** Returns a new event id. Ids ascend. */
export const newId = (): string => `01980000-0000-7000-8000-${(made += 1).toString(16).padStart(12, '0')}`;

/** An event of `orders` that is not logged yet, with its own id and payload. */
export function unlogged(orgId: string, more: Partial<UnloggedRecord> = {}): UnloggedRecord {
  const eventId = newId();
  return {
    eventId,
    eventType: 'OrderMade',
    domain: 'orders',
    timestamp: 1_000,
    orgId,
    payloadJson: `{"n":${made}}`,
    ...more,
  };
}

/** A logged event whose marks equal its seqs. */
export const logged = (orgId: string, seq: number, more: Partial<UnloggedRecord> = {}): LogRecord => ({
  ...unlogged(orgId, more),
  seq,
  mark: seq,
  prevMark: seq - 1,
});
