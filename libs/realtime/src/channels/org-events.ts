import type { DomainName, DomainPayloads, EventTypeOf, GapReason, RealtimeEvent } from '@bellhop/protocol';
import { Observable } from 'rxjs';
import type { DomainDefinition } from '../events/domain-definition.js';
import { RealtimeError } from '../errors/realtime.errors.js';
import type { ChannelRegistry } from './channel-registry.js';
import { GuardedObservable } from './guarded-observable.js';
import type { OnPoisoned } from './latest.js';
import type { Batch } from './selection.js';

/** What happens in an org, in domains `D`: narrows by `domain` and `eventType`. One without `seq` is ephemeral. */
export type OrgEvent<D extends DomainName = DomainName> = {
  [N in D]: {
    [T in EventTypeOf<N>]: RealtimeEvent<T, DomainPayloads<N>[T]> & { readonly domain: N };
  }[EventTypeOf<N>];
}[D];

/** What an observer wants to hear of. */
export interface ObserveOptions<D extends DomainName = DomainName> {
  /** @default every domain */
  readonly domains?: readonly D[];
  /**
   * Called when events were missed that cannot be given any more: what was made of those before is to be made anew.
   * `epoch`: the log has another history, as after a restored backup; `expired`: they could not be read or worked out.
   * @default nothing
   */
  readonly onGap?: (reason: GapReason) => void;
}

export interface OrgEventsDeps {
  readonly registry: Pick<ChannelRegistry, 'acquire'>;
  readonly definitions: ReadonlyMap<string, DomainDefinition>;
  /** Told of the event that an observer threw at. */
  readonly onPoisoned: OnPoisoned;
  /** Told of what an observer failed on later, in a promise or an operator that keeps events. */
  readonly onError: (error: unknown, orgId: string) => void;
}

/** What happens in an org, whichever instance it happened on, for modules of the application. */
export class OrgEvents {
  constructor(private readonly deps: OrgEventsDeps) {}

  /**
   * The org's events as they are applied here: in order, each once, ephemeral ones included, whoever may see them. It is
   * live and starts when the org has been opened, after subscribing: what must not be missed over a restart is for
   * `@DurableSubscriber`. Observers come after the org's streams and polls, and each is given an object of its own.
   *
   * The org stays in memory while it is observed; unsubscribe to let it go. Completes when the application stops. Fails if
   * the log cannot be read to open the org (RxJS's `retry` subscribes again), and with RealtimeError `unknown_domain`.
   *
   * An observer that throws, or whose promise rejects, is given the next event all the same; what it threw is reported.
   */
  observe<D extends DomainName = DomainName>(orgId: string, options: ObserveOptions<D> = {}): Observable<OrgEvent<D>> {
    const { registry, definitions, onPoisoned, onError } = this.deps;
    const wanted: ReadonlySet<string> | undefined = options.domains && new Set(options.domains);
    /** What observers are being given right now. */
    let current: RealtimeEvent | undefined;
    const events = new Observable<OrgEvent<D>>((subscriber) => {
      for (const name of wanted ?? []) if (!definitions.has(name)) throw unknownDomain(name);
      const lease = registry.acquire(orgId);
      subscriber.add(() => lease.release());
      const next = ({ events }: Batch): void => {
        for (const event of events) {
          if (subscriber.closed) return;
          if (wanted && !wanted.has(event.domain)) continue;
          current = event.toEvent();
          // What is raised has been checked against its domain's schemas, of which the catalogue's types are.
          subscriber.next(current as OrgEvent<D>);
          current = undefined;
        }
      };
      const error = (failure: unknown): void => subscriber.error(failure);
      subscriber.add(lease.channel.batches.subscribe({ next, error, complete: () => subscriber.complete() }));
      subscriber.add(
        lease.channel.reopenings.subscribe((reason) => {
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
