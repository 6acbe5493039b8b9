import type { EphemeralEvent, EventSchemas, Static } from '@bellhop/contracts';
import type { EventEmitter2 } from '@nestjs/event-emitter';
import type { AppendOptions, EventLog, UnloggedRecord } from '../log/event-log.js';
import type { TransactionOptions, Transactor } from '../log/sql-connection.js';
import { RealtimeError } from '../realtime.errors.js';
import type { Clock } from '../time/clock.js';
import { CommittedEvent } from './committed-event.js';
import type { DomainDefinition } from './domain-definition.js';
import { SignalledEvent } from './signalled-event.js';
import { validatePayload } from './validate-payload.js';

const MAX_ERRORS_SAID = 3;

/** What a caller says of an event; the rest of the envelope is filled in. */
export interface RaisedEvent<P> {
  /** Required: an event without an organisation is refused and counted. */
  readonly orgId: string;
  /** Only readers who may see the property get the event. Left out: every member of the org does. */
  readonly propertyId?: string;
  readonly payload: P;
  /**
   * For events that come from elsewhere with an id of their own: a UUID in lower case.
   * @default a new UUID v7
   */
  readonly eventId?: string;
  /**
   * For events that come from elsewhere: when it happened, in Unix milliseconds. How long the log keeps it counts from
   * when it was logged.
   * @default now
   */
  readonly timestamp?: number;
}

/** What a caller says of an ephemeral event. */
export interface SignalOptions {
  /**
   * What the event tells the value of: a reader that is behind gets only the newest per key (and property).
   * @default the event type
   */
  readonly key?: string;
}

/** Inside a transaction: its handle, and the way to raise events that live or die with it. */
export interface UnitOfWork<Tx> {
  readonly tx: Tx;
  /**
   * Raises an event. It is logged as the transaction's last statement and on the bus after the commit.
   * @throws RealtimeError `event_without_org`, `invalid_event`, `transaction_over`
   */
  readonly raise: <N extends string, S extends EventSchemas, T extends keyof S & string>(
    domain: DomainDefinition<N, S>,
    eventType: T,
    event: RaisedEvent<Static<S[T]>>,
  ) => void;
}

export interface DomainEventsDeps<Tx> {
  readonly log: EventLog<Tx>;
  readonly transactor: Transactor<Tx>;
  readonly bus: Pick<EventEmitter2, 'emit'>;
  readonly clock: Pick<Clock, 'now'>;
  /** Makes UUIDs, version 7. */
  readonly newId: () => string;
  /** Told of a listener that threw: the event is committed, so the caller must not fail for it. */
  readonly onListenerError: (error: unknown, eventName: string) => void;
}

/** How a domain service writes: its rows and its events commit together, or neither does. */
export class DomainEvents<Tx> {
  #refused = 0;
  #raised = 0;

  constructor(private readonly deps: DomainEventsDeps<Tx>) {}

  /** Events refused because they named no organisation. */
  get refusedTotal(): number {
    return this.#refused;
  }

  /** Events committed to the log by this process. */
  get raisedTotal(): number {
    return this.#raised;
  }

  /**
   * Runs `work` in a transaction, logs the events it raised as the last statement, commits, and then emits each of
   * them on the bus, in order. A process that dies between commit and emit loses nothing: readers heal from the log.
   * @param options whose transaction it is (a principal will do), and how the log takes the events; those that it skips are
   *   not emitted. @default ids that were given with events must be new, those that are made here are
   */
  async transaction<T>(
    work: (unit: UnitOfWork<Tx>) => Promise<T>,
    options?: AppendOptions & TransactionOptions,
  ): Promise<T> {
    const { transactor, log } = this.deps;
    let committed: CommittedEvent[] = [];
    const result = await transactor.transaction(async (tx) => {
      const raised: { record: UnloggedRecord; payload: unknown }[] = [];
      let idsMadeHere = true;
      let open = true;
      const unit: UnitOfWork<Tx> = {
        tx,
        raise: (domain, eventType, event) => {
          if (!open) throw new RealtimeError('transaction_over', `${eventType} was raised after its transaction`);
          if (event.eventId !== undefined) idsMadeHere = false;
          raised.push({ record: this.record(domain, eventType, event), payload: event.payload });
        },
      };
      try {
        const value = await work(unit);
        const records =
          raised.length === 0
            ? []
            : await log.append(
                tx,
                raised.map(({ record }) => record),
                { onDuplicate: options?.onDuplicate ?? (idsMadeHere ? 'unchecked' : 'fail') },
              );
        // Backwards, so that of an id that was raised twice the first stays: it is the one that was logged.
        const payloads = new Map(raised.toReversed().map(({ record, payload }) => [identityOf(record), payload]));
        committed = records.map((record) => new CommittedEvent(record, payloads.get(identityOf(record))));
        return value;
      } finally {
        open = false;
      }
    }, options);
    this.#raised += committed.length;
    for (const event of committed) this.emit(`${event.domain}.${event.eventType}`, event);
    return result;
  }

  /**
   * Raises an ephemeral event (presence, typing, progress): to the bus and to whoever reads now. It is not logged, not
   * replayed, and moves no cursor.
   * @throws RealtimeError `event_without_org`, `invalid_event`
   */
  signal<N extends string, S extends EventSchemas, T extends keyof S & string>(
    domain: DomainDefinition<N, S>,
    eventType: T,
    event: RaisedEvent<Static<S[T]>>,
    { key = eventType }: SignalOptions = {},
  ): void {
    const { payloadJson, ...envelope } = this.record(domain, eventType, event);
    const ephemeral: EphemeralEvent = { ...envelope, payload: JSON.parse(payloadJson) as unknown };
    this.emit(`${domain.name}.${eventType}`, new SignalledEvent(ephemeral, key));
  }

  private record(domain: DomainDefinition, eventType: string, event: RaisedEvent<unknown>): UnloggedRecord {
    if (typeof event.orgId !== 'string' || event.orgId === '') {
      this.#refused += 1;
      throw new RealtimeError('event_without_org', `${eventType} names no organisation`);
    }
    const payloadJson = this.payloadJson(domain, eventType, event.payload);
    return {
      eventId: event.eventId ?? this.deps.newId(),
      eventType,
      domain: domain.name,
      timestamp: event.timestamp ?? this.deps.clock.now(),
      orgId: event.orgId,
      ...(event.propertyId !== undefined && { propertyId: event.propertyId }),
      payloadJson,
    };
  }

  /** JSON of a payload that fits its schema: what does not is refused before anything is written. */
  private payloadJson(domain: DomainDefinition, eventType: string, payload: unknown): string {
    const schema = Object.hasOwn(domain.events, eventType) ? domain.events[eventType] : undefined;
    if (!schema) throw new RealtimeError('invalid_event', `domain "${domain.name}" has no event type "${eventType}"`);
    const errors = validatePayload(schema, payload);
    if (errors.length > 0) {
      const said = errors.slice(0, MAX_ERRORS_SAID).map(({ field, message }) => `${field} ${message}`);
      throw new RealtimeError('invalid_event', `the payload of ${eventType} does not fit: ${said.join('; ')}`);
    }
    const json = JSON.stringify(payload) as string | undefined;
    if (json === undefined) {
      throw new RealtimeError('invalid_event', `the payload of ${eventType} cannot be written as JSON`);
    }
    return json;
  }

  private emit(name: string, event: CommittedEvent | SignalledEvent): void {
    try {
      this.deps.bus.emit(name, event);
    } catch (error) {
      this.deps.onListenerError(error, name);
    }
  }
}

const identityOf = ({ orgId, eventId }: UnloggedRecord): string => `${orgId}/${eventId}`;
