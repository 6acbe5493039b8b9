import type { LogRecord, UnloggedRecord } from '../log/event-log.js';

let made = 0;

/** A new id of an event, in the order in which they are made. */
export const newId = (): string => `01980000-0000-7000-8000-${(made += 1).toString(16).padStart(12, '0')}`;

/** An event of `orders` that no log has yet, with an id and a payload of its own. */
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

/** An event as a log has it whose marks count as its places do. */
export const logged = (orgId: string, seq: number, more: Partial<UnloggedRecord> = {}): LogRecord => ({
  ...unlogged(orgId, more),
  seq,
  mark: seq,
  prevMark: seq - 1,
});
