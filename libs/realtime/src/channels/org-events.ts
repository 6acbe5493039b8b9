import type { DomainName, DomainPayloads, EventTypeOf, GapReason, RealtimeEvent } from '@bellhop/protocol';
import { Observable } from 'rxjs';
import type { DomainDefinition } from '../events/domain-definition.js';
import { RealtimeError } from '../errors/realtime.errors.js';
import type { ChannelRegistry } from './channel-registry.js';
import { GuardedObservable } from './guarded-observable.js';
import type { OnPoisoned } from './traits.js';
import type { Batch } from './selection.js';

/** An event of an org, in domains `D`: narrows by `domain` and `eventType`. Ephemeral if it has no `seq`. */
export type OrgEvent<D extends DomainName = DomainName> = {
  [N in D]: {
    [T in EventTypeOf<N>]: RealtimeEvent<T, DomainPayloads<N>[T]> & { readonly domain: N };
  }[EventTypeOf<N>];
}[D];

/** Options of {@link OrgEvents.observe}. */
export interface ObserveOptions<D extends DomainName = DomainName> {
  /** @default every domain */
  readonly domains?: readonly D[];
  /**
   * Called when events were missed for good, so state derived from earlier ones must be rebuilt. `epoch`: the log has
   * another history, such as after a restored backup; `expired`: they could not be read or derived.
   * @default none
   */
  readonly onGap?: (reason: GapReason) => void;
}

export interface OrgEventsDeps {
  readonly registry: Pick<ChannelRegistry, 'acquire'>;
  readonly definitions: ReadonlyMap<string, DomainDefinition>;
  /** Called with the event on which an observer threw. */
  readonly onPoisoned: OnPoisoned;
  /** Called with later failures of an observer, in a promise or in an operator that holds events back. */
  readonly onError: (error: unknown, orgId: string) => void;
}

/** Events of an org, whichever instance committed them, for modules of the application. */
export class OrgEvents {
  constructor(private readonly deps: OrgEventsDeps) {}

  /**
   * Returns the org's events as they are applied here: in order, each once, including ephemeral ones, regardless of
   * rights. Starts live when the org has been opened, after subscribing; use `@DurableSubscriber` if a restart must not
   * lose events. Observers come after the org's streams and polls, and each gets its own object.
   *
   * The org stays in memory until you unsubscribe. Completes when the application stops. Fails if the log cannot be
   * read to open the org (RxJS's `retry` subscribes again), and with RealtimeError `unknown_domain`.
   *
   * An observer that throws, or whose promise rejects, still gets the next event; the error is reported.
   */
  observe<D extends DomainName = DomainName>(orgId: string, options: ObserveOptions<D> = {}): Observable<OrgEvent<D>> {
    const { registry, definitions, onPoisoned, onError } = this.deps;
    const wanted: ReadonlySet<string> | undefined = options.domains && new Set(options.domains);
    /** The event that observers are being given. */
    let current: RealtimeEvent | undefined;
    const events = new Observable<OrgEvent<D>>((subscriber) => {
      for (const name of wanted ?? []) if (!definitions.has(name)) throw unknownDomain(name);
      const handle = registry.acquire(orgId);
      subscriber.add(() => handle.release());
      const next = ({ events }: Batch): void => {
        for (const event of events) {
          if (subscriber.closed) return;
          if (wanted && !wanted.has(event.domain)) continue;
          current = event.toEvent();
          // Raised events are validated against their domain's schemas, from which the catalogue's types derive.
          subscriber.next(current as OrgEvent<D>);
          current = undefined;
        }
      };
      const error = (failure: unknown): void => subscriber.error(failure);
      subscriber.add(handle.channel.batches.subscribe({ next, error, complete: () => subscriber.complete() }));
      subscriber.add(
        handle.channel.reopenings.subscribe((reason) => {
          try {
            options.onGap?.(reason);
          } catch (failure) {
            onError(failure, orgId);
          }
        }),
      );
    });
    return new GuardedObservable(events, (error) => {
      if (current) onPoisoned(current, error);
      else onError(error, orgId);
    });
  }
}

const unknownDomain = (name: string): RealtimeError =>
  new RealtimeError('unknown_domain', `"${name}" cannot be observed: no such domain is registered`);
