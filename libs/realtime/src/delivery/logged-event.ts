import type { DurableEvent } from '@bellhop/contracts';
import type { LogRecord } from '../log/event-log.js';

/** A log record as JSON text, the way readers get it: its payload is not parsed for that. */
export function toEventJson({ payloadJson, ...envelope }: LogRecord): string {
  return `${JSON.stringify(envelope).slice(0, -1)},"payload":${payloadJson}}`;
}

/** A log record as the event that was raised. Each call gives an object of its own, for the handler to keep. */
export function toEvent({ payloadJson, ...envelope }: LogRecord): DurableEvent {
  return { ...envelope, payload: JSON.parse(payloadJson) as unknown };
}
