import type { EphemeralEvent, EventSchemas, Static } from '@bellhop/protocol';
import type { EventEmitter2 } from '@nestjs/event-emitter';
import { RealtimeError } from '../errors/realtime.errors.js';
import type { AppendOptions, EventLog, LogRecord, UnloggedRecord } from '../log/event-log.js';
import type { TransactionOptions, Transactor } from '../log/sql-connection.js';
import type { SqlWrite } from '../log/sql-write.js';
import type { Clock } from '../time/clock.js';
import { CommittedEvent } from './committed-event.js';
import type { DomainDefinition, DomainEvent, RaisedEvent } from './domain-definition.js';
import { EphemeralBusEvent } from './ephemeral-bus-event.js';
import { validatePayload } from './validate-payload.js';

const MAX_ERRORS_SAID = 3;

/** Options of an ephemeral event. */
export interface EphemeralOptions {
  /**
   * Key of the value that the event carries. A subscriber that is behind gets only the newest per key, property and
   * audience.
   * @default the event type
   */
  readonly key?: string;
}

/** A transaction: its handle, and `raise` for events that commit or roll back with it. */
export interface UnitOfWork<Tx> {
  readonly tx: Tx;
  /**
   * Raises an event. It is logged as the transaction's last statement and emitted on the bus after the commit.
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
  /** Called when a listener throws. The event is committed by then, so the caller must not fail. */
  readonly onListenerError: (error: unknown, eventName: string) => void;
}

/** Writes of a domain service: its rows and its events commit together, or neither does. */
export class DomainEvents<Tx> {
  #refused = 0;

  constructor(private readonly deps: DomainEventsDeps<Tx>) {}

  /** Events refused because they named no org. */
  get refusedTotal(): number {
    return this.#refused;
  }

  /**
   * Runs `work` in a transaction, logs the events it raised as the last statement, commits, and then emits each of them
   * on the bus, in order. A crash between commit and emit loses nothing: subscribers catch up from the log.
   * @param options the transaction's owner (a principal will do), and how the log treats duplicate ids; skipped events
   *   are not emitted. @default ids given by the caller must be new, ids made here are not checked
   */
  async transaction<T>(
    work: (unit: UnitOfWork<Tx>) => Promise<T>,
    options?: AppendOptions & TransactionOptions,
  ): Promise<T> {
    const { transactor, log } = this.deps;
    let committed: CommittedEvent[] = [];
    const result = await transactor.transaction(async (tx) => {
      const raised: Raised[] = [];
      let idsMadeHere = true;
      let open = true;
      const unit: UnitOfWork<Tx> = {
        tx,
        raise: (domain, eventType, event) => {
          if (!open) throw new RealtimeError('transaction_over', `${eventType} was raised after its transaction`);
          if (event.eventId !== undefined) idsMadeHere = false;
          raised.push(this.#toRaise({ domain, eventType, event }));
        },
      };
      try {
        const value = await work(unit);
        const onDuplicate = options?.onDuplicate ?? (idsMadeHere ? 'unchecked' : 'fail');
        const records = raised.map(({ record }) => record);
        committed = asCommitted(raised, records.length === 0 ? [] : await log.append(tx, records, { onDuplicate }));
        return value;
      } finally {
        open = false;
      }
    }, options);
    this.#announce(committed);
    return result;
  }

  /**
   * Commits one statement together with its events, and then emits each event on the bus, in order. Like
   * {@link transaction}, in a single round trip. Needs a log in the same database as the rows.
   * @param orgId owner of the rows and events
   * @returns the statement's row, and `written`; if `false`, a condition failed and nothing was written
   * @throws RealtimeError `event_without_org`, `invalid_event` before anything is sent to the database
   */
  async commit<R extends object>(
    write: SqlWrite,
    orgId: string,
    events: readonly DomainEvent[],
  ): Promise<{ readonly result: R; readonly written: boolean }> {
    const { log } = this.deps;
    const raised = events.map((given) => this.#toRaise(given));
    if (!log.commitWith) throw new RealtimeError('not_in_sql', 'the event log cannot commit with an SQL statement');
    for (const { record } of raised) {
      if (record.orgId !== orgId) throw new RealtimeError('invalid_event', `${record.eventType} is of another org`);
    }
    const records = raised.map(({ record }) => record);
    const { result, logged } = await log.commitWith<R>(write, orgId, records);
    this.#announce(asCommitted(raised, logged ?? []));
    return { result, written: logged !== undefined };
  }

  /**
   * Commits events of other services, without rows.
   * @param options how the log treats ids that it already has. @default 'fail'
   * @returns the records that were logged
   * @throws RealtimeError `event_without_org`, `invalid_event`, `duplicate_event`
   */
  async publish(events: readonly DomainEvent[], options?: AppendOptions): Promise<readonly LogRecord[]> {
    const raised = events.map((given) => this.#toRaise(given));
    const logged = await this.deps.log.commit(
      raised.map(({ record }) => record),
      options,
    );
    this.#announce(asCommitted(raised, logged));
    return logged;
  }

  /**
   * Raises an ephemeral event (presence, typing, progress) on the bus and to current subscribers. It is not logged, not
   * replayed, and moves no cursor.
   * @throws RealtimeError `event_without_org`, `invalid_event`
   */
  raiseEphemeral<N extends string, S extends EventSchemas, T extends keyof S & string>(
    domain: DomainDefinition<N, S>,
    eventType: T,
    event: RaisedEvent<Static<S[T]>>,
    { key = eventType }: EphemeralOptions = {},
  ): void {
    const { payloadJson, ...envelope } = this.#record(domain, eventType, event);
    const ephemeral: EphemeralEvent = { ...envelope, payload: JSON.parse(payloadJson) as unknown };
    this.#emit(`${domain.name}.${eventType}`, new EphemeralBusEvent(ephemeral, key));
  }

  #announce(committed: readonly CommittedEvent[]): void {
    for (const event of committed) this.#emit(`${event.domain}.${event.eventType}`, event);
  }

  #toRaise({ domain, eventType, event }: DomainEvent): Raised {
    return { record: this.#record(domain, eventType, event), payload: event.payload };
  }

  #record(domain: DomainDefinition, eventType: string, event: RaisedEvent<unknown>): UnloggedRecord {
    if (typeof event.orgId !== 'string' || event.orgId === '') {
      this.#refused += 1;
      throw new RealtimeError('event_without_org', `${eventType} names no organisation`);
    }
    const payloadJson = this.#payloadJson(domain, eventType, event.payload);
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

  /** Returns the payload as JSON. Throws if it does not fit its schema, before anything is written. */
  #payloadJson(domain: DomainDefinition, eventType: string, payload: unknown): string {
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

  #emit(name: string, event: CommittedEvent | EphemeralBusEvent): void {
    try {
      this.deps.bus.emit(name, event);
    } catch (error) {
      this.deps.onListenerError(error, name);
    }
  }
}

interface Raised {
  readonly record: UnloggedRecord;
  readonly payload: unknown;
}

function asCommitted(raised: readonly Raised[], logged: readonly LogRecord[]): CommittedEvent[] {
  const [single] = raised;
  if (single && raised.length === 1) return logged.map((record) => new CommittedEvent(record, single.payload));
  // Backwards, so that the first of two events with the same id wins: that one was logged.
  const payloads = new Map(raised.toReversed().map(({ record, payload }) => [identityOf(record), payload]));
  return logged.map((record) => new CommittedEvent(record, payloads.get(identityOf(record))));
}

const identityOf = ({ orgId, eventId }: UnloggedRecord): string => `${orgId}/${eventId}`;
