import { formatCursor, type PublishResponse } from '@bellhop/protocol';
import type { Publisher, PublisherResolver } from '../application/publisher.js';
import { type EventLog, LOG_START, type LogRecord } from '../log/event-log.js';
import type { Clock } from '../time/clock.js';
import type { DomainDefinition } from './domain-definition.js';
import type { DomainEvents } from './domain-events.js';
import { type CheckedEvent, checkPublished, type Objections } from './publishing-check.js';

export interface PublishingDeps {
  readonly events: DomainEvents<unknown>;
  readonly log: Pick<EventLog<unknown>, 'epoch' | 'heads'>;
  /** The org's cursor if the org is in memory. Asked before the log. */
  readonly cursorOf: (orgId: string) => Promise<string | undefined>;
  readonly definitions: ReadonlyMap<string, DomainDefinition>;
  readonly publishers: Pick<PublisherResolver, 'ownProperties'>;
  readonly clock: Pick<Clock, 'now'>;
  /** Maximum age of an event, in milliseconds: the log's retention. */
  readonly maxAgeMs: number;
}

/** Publishes events of other services: all events of a request, or none. */
export class Publishing {
  constructor(private readonly deps: PublishingDeps) {}

  /**
   * Validates a request's events without writing anything.
   * @param values parsed JSON
   * @param pathOf returns the field prefix for errors of the event at `index`
   */
  async check(
    publisher: Publisher,
    values: readonly unknown[],
    pathOf: (index: number) => string,
  ): Promise<{ readonly events: readonly CheckedEvent[]; readonly objections: Objections }> {
    const { definitions, publishers, maxAgeMs, clock } = this.deps;
    const objections: Objections = { invalid: [], forbidden: [], missing: [] };
    const context = { publisher, definitions, now: clock.now(), maxAgeMs };
    const events = values.flatMap((value, index) => checkPublished(value, pathOf(index), context, objections) ?? []);
    const named = [...new Set(events.flatMap(({ event }) => event.propertyId ?? []))];
    const own = named.length > 0 ? await publishers.ownProperties(publisher.orgId, named) : new Set<string>();
    for (const { event, path } of events) {
      if (event.propertyId === undefined || own.has(event.propertyId)) continue;
      objections.missing.push({ field: `${path}propertyId`, message: 'there is no such property' });
    }
    return { events, objections };
  }

  /**
   * Logs the durable events in one transaction, in the given order, skipping those that the log already has; then emits
   * the ephemeral ones.
   * @returns the number of events accepted, and the cursor of the last one logged: the org's head at that commit
   */
  async publish({ orgId }: Publisher, checked: readonly CheckedEvent[]): Promise<PublishResponse> {
    const { events } = this.deps;
    const durable = checked.filter((entry) => entry.durable);
    const published = durable.map(({ definition, eventType, event }) => definition.event(eventType, event));
    const logged = await events.publish(published, { onDuplicate: 'skip' });
    for (const { definition, eventType, event, key, durable: logged } of checked) {
      if (!logged) events.raiseEphemeral(definition, eventType, event, key === undefined ? {} : { key });
    }
    return { accepted: checked.length, cursor: await this.#cursorAfter(orgId, logged.at(-1)) };
  }

  async #cursorAfter(orgId: string, last: LogRecord | undefined): Promise<string> {
    const { log, cursorOf } = this.deps;
    if (last) return formatCursor({ epoch: log.epoch, seq: last.seq, mark: last.mark });
    const known = await cursorOf(orgId);
    if (known !== undefined) return known;
    const { epoch, heads } = await log.heads([orgId]);
    return formatCursor({ epoch, ...(heads.get(orgId) ?? LOG_START) });
  }
}
