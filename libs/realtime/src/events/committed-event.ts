import type { DurableEvent } from '@bellhop/protocol';
import type { LogRecord } from '../log/event-log.js';
import { envelopeOf } from '../log/logged-event.js';

/** An event after commit, as the bus emits it under `<domain>.<eventType>`. */
export class CommittedEvent<T extends string = string, P = unknown> implements DurableEvent<T, P> {
  declare readonly eventId: string;
  declare readonly eventType: T;
  declare readonly domain: string;
  declare readonly timestamp: number;
  declare readonly orgId: string;
  declare readonly propertyId?: string;
  declare readonly seq: number;
  readonly #record: LogRecord;

  constructor(
    record: LogRecord,
    readonly payload: P,
  ) {
    Object.assign(this, envelopeOf(record));
    this.#record = record;
  }

  /** The record as logged. Clients receive its JSON. */
  get record(): LogRecord {
    return this.#record;
  }
}
