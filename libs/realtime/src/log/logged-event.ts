import type { DurableEvent } from '@bellhop/protocol';
import type { LogRecord } from './event-log.js';

/** Everything of an event but its payload. */
export type Envelope = Omit<DurableEvent, 'payload'>;

/**
 * What of a record goes to readers and listeners; how it is linked to the one before it is the log's own affair.
 * Named field by field: what `...rest` leaves of a record takes several times as long to make.
 */
export function envelopeOf(record: LogRecord): Envelope {
  const { eventId, eventType, domain, timestamp, orgId, propertyId, seq } = record;
  if (propertyId === undefined) return { eventId, eventType, domain, timestamp, orgId, seq };
  return { eventId, eventType, domain, timestamp, orgId, propertyId, seq };
}

/** A log record as JSON text, the way readers get it: its payload is not parsed for that. */
export function toEventJson(record: LogRecord): string {
  return `${JSON.stringify(envelopeOf(record)).slice(0, -1)},"payload":${record.payloadJson}}`;
}

/** A log record as the event that was raised. Each call gives an object of its own, for the handler to keep. */
export function toEvent(record: LogRecord): DurableEvent {
  return { ...envelopeOf(record), payload: JSON.parse(record.payloadJson) as unknown };
}
