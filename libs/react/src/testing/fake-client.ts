import type { RealtimeClient, RealtimeSnapshot } from '@bellhop/client';
import { formatCursor, parseCursor, type Access, type EventOf, type Gap, type RealtimeEvent } from '@bellhop/protocol';

const INITIAL: RealtimeSnapshot = {
  status: 'connected',
  isLeader: true,
  term: 1,
  transport: undefined,
  lastEventTime: undefined,
  cursor: undefined,
  lag: 0,
  retry: undefined,
  problem: undefined,
};

/** A client that delivers whatever a test tells it to, in any order and any number of times. */
export class FakeClient implements RealtimeClient {
  #snapshot = INITIAL;
  readonly #listeners = new Set<() => void>();
  readonly #events = new Set<(event: RealtimeEvent) => void>();
  readonly #gaps = new Set<(gap: Gap) => void>();
  readonly #accesses = new Set<(access: Access) => void>();

  readonly getSnapshot = (): RealtimeSnapshot => this.#snapshot;
  readonly subscribe = (listener: () => void) => added(this.#listeners, listener);
  readonly onEvent = (listener: (event: RealtimeEvent) => void) => added(this.#events, listener);
  readonly onGap = (listener: (gap: Gap) => void) => added(this.#gaps, listener);
  readonly onAccess = (listener: (access: Access) => void) => added(this.#accesses, listener);
  readonly on: RealtimeClient['on'] = (domain, listener) =>
    this.onEvent((event) => {
      if (event.domain === domain) listener(event as EventOf<typeof domain>);
    });

  beginAt(cursor: string): void {
    if (this.#snapshot.cursor === undefined) this.become({ cursor });
  }

  eventsSince(): undefined {
    return undefined;
  }

  start(): void {
    this.become({ status: 'connected' });
  }

  stop(): void {
    this.become({ status: 'stopped' });
  }

  become(change: Partial<RealtimeSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change };
    for (const listener of this.#listeners) listener();
  }

  /** @param epoch epoch of its log */
  deliver(event: RealtimeEvent, epoch: string): void {
    const { seq = 0 } = event;
    const here = parseCursor(this.#snapshot.cursor ?? '');
    const furthest = here?.epoch === epoch ? Math.max(seq, here.seq) : seq;
    this.become({ cursor: formatCursor({ epoch, seq: furthest, mark: (furthest * 48_271) % 2_147_483_647 }) });
    for (const listener of this.#events) listener(event);
  }

  tellGap(gap: Gap): void {
    this.become({ cursor: gap.cursor });
    for (const listener of this.#gaps) listener(gap);
  }

  tellAccess(access: Access): void {
    for (const listener of this.#accesses) listener(access);
  }
}

function added<T>(set: Set<T>, entry: T): () => void {
  set.add(entry);
  return () => void set.delete(entry);
}
