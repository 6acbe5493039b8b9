import type { EphemeralEvent, EventSchemas, Static } from '@bellhop/protocol';
import type { EventEmitter2 } from '@nestjs/event-emitter';
import { RealtimeError } from '../errors/realtime.errors.js';
import type { AppendOptions, EventLog, LogRecord, UnloggedRecord } from '../log/event-log.js';
import type { TransactionOptions, Transactor } from '../log/sql-connection.js';
import type { SqlWrite } from '../log/sql-write.js';
import type { Clock } from '../time/clock.js';
import { CommittedEvent } from './committed-event.js';
import type { DomainDefinition, DomainEvent, RaisedEvent } from './domain-definition.js';
import { SignalledEvent } from './signalled-event.js';
import { validatePayload } from './validate-payload.js';

const MAX_ERRORS_SAID = 3;

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

  constructor(private readonly deps: DomainEventsDeps<Tx>) {}

  /** Events refused because they named no organisation. */
  get refusedTotal(): number {
    return this.#refused;
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
   * Commits what one statement writes together with its events, and then emits each of them on the bus, in order: as
   * {@link transaction} does, without a round trip between. For a log that is in the same database as the rows.
   * @param orgId whose rows and events they are
   * @returns the statement's row, and whether it was `written`; if not, a condition did not hold and nothing was
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
   * Commits events that tell of no rows here: those of other services.
   * @param options how the log takes ids that it has already. @default 'fail'
   * @returns what was logged
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
    const { payloadJson, ...envelope } = this.#record(domain, eventType, event);
    const ephemeral: EphemeralEvent = { ...envelope, payload: JSON.parse(payloadJson) as unknown };
    this.#emit(`${domain.name}.${eventType}`, new SignalledEvent(ephemeral, key));
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

  /** JSON of a payload that fits its schema: what does not is refused before anything is written. */
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

  #emit(name: string, event: CommittedEvent | SignalledEvent): void {
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
  const [only] = raised;
  if (only && raised.length === 1) return logged.map((record) => new CommittedEvent(record, only.payload));
  // Backwards, so that of an id that was raised twice the first stays: it is the one that was logged.
  const payloads = new Map(raised.toReversed().map(({ record, payload }) => [identityOf(record), payload]));
  return logged.map((record) => new CommittedEvent(record, payloads.get(identityOf(record))));
}

const identityOf = ({ orgId, eventId }: UnloggedRecord): string => `${orgId}/${eventId}`;
