import type { DurableEvent } from '@bellhop/protocol';
import type { LogRecord } from './event-log.js';

/** An event without its payload. */
export type Envelope = Omit<DurableEvent, 'payload'>;

/**
 * Returns the part of a record that clients and listeners get; its link to the record before stays internal. Field by
 * field, because `...rest` takes several times as long.
 */
export function envelopeOf(record: LogRecord): Envelope {
  const { eventId, eventType, domain, timestamp, orgId, propertyId, seq } = record;
  if (propertyId === undefined) return { eventId, eventType, domain, timestamp, orgId, seq };
  return { eventId, eventType, domain, timestamp, orgId, propertyId, seq };
}

/** Returns a log record as JSON text for clients, without parsing its payload. */
export function toEventJson(record: LogRecord): string {
  return `${JSON.stringify(envelopeOf(record)).slice(0, -1)},"payload":${record.payloadJson}}`;
}

/** Returns a log record as the event that was raised. Each call returns a new object, which the handler may keep. */
export function toEvent(record: LogRecord): DurableEvent {
  return { ...envelopeOf(record), payload: JSON.parse(record.payloadJson) as unknown };
}
