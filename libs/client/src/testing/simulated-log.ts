import type { DurableEvent, EphemeralEvent, Gap, RealtimeEvent } from '@bellhop/protocol';
import { formatCursor, parseCursor } from '@bellhop/protocol';

export const SIMULATED_ORG = '0198a000-0000-7000-8000-000000000001';

/** Parts of a raised event that tests set. */
export interface Raised {
  readonly domain?: string;
  readonly eventType?: string;
  readonly propertyId?: string;
  readonly payload?: unknown;
}

/** Filter of a request. */
export interface Filter {
  readonly domains: readonly string[] | undefined;
  readonly propertyId: string | undefined;
}

/** An org's log: its events in order, as far as they are kept, and its epoch. */
export class SimulatedLog {
  #epoch = 1;
  #events: DurableEvent[] = [];
  #kept = 0;
  #ids = 0;

  constructor(
    private readonly now: () => number,
    private readonly domains: readonly string[],
  ) {}

  get events(): readonly DurableEvent[] {
    return this.#events;
  }

  get head(): string {
    return this.cursorAt(this.#events.length);
  }

  cursorAt(seq: number): string {
    return formatCursor({ epoch: `e${this.#epoch}`, seq, mark: markOf(this.#epoch, seq) });
  }

  append(raised: Raised): DurableEvent {
    const event = { ...this.#envelope(raised), seq: this.#events.length + 1 };
    this.#events.push(event);
    return event;
  }

  ephemeral(raised: Raised): EphemeralEvent {
    return this.#envelope(raised);
  }

  /** Expires all events so far: a subscriber that lacks one of them gets a gap. */
  expire(): void {
    this.#kept = this.#events.length;
  }

  /** Starts a new epoch: the log is empty and counts from 1. */
  restore(): void {
    this.#epoch += 1;
    this.#events = [];
    this.#kept = 0;
  }

  /** Returns the requested domains that the user may read. */
  readable({ domains }: Filter): readonly string[] {
    return domains ?? this.domains;
  }

  /** Returns the events after `cursor`, or the gap if they cannot be returned. */
  read(
    cursor: string,
    filter: Filter,
  ): { readonly seq: number; readonly events: readonly DurableEvent[]; readonly gap?: Gap } {
    const position = parseCursor(cursor);
    const reason = !position
      ? 'malformed'
      : position.epoch !== `e${this.#epoch}`
        ? 'epoch'
        : position.seq > this.#events.length
          ? 'ahead'
          : position.seq < this.#kept
            ? 'expired'
            : undefined;
    if (reason || !position) {
      const gap: Gap = {
        reason: reason ?? 'malformed',
        cursor: this.head,
        domains: this.readable(filter),
      };
      return { seq: this.#events.length, events: [], gap };
    }
    const events = this.#events.slice(position.seq).filter((event) => isFor(event, filter));
    return { seq: position.seq, events };
  }

  #envelope({
    domain = this.domains[0] ?? 'orders',
    eventType = 'Created',
    propertyId,
    payload = {},
  }: Raised): EphemeralEvent {
    this.#ids += 1;
    return {
      eventId: `0198a000-0000-7000-8000-${String(this.#ids).padStart(12, '0')}`,
      eventType,
      domain,
      timestamp: this.now(),
      orgId: SIMULATED_ORG,
      ...(propertyId !== undefined && { propertyId }),
      payload,
    };
  }
}

/** Like the server's: a value that clients cannot compute. */
const markOf = (epoch: number, seq: number): number => (seq === 0 ? 0 : (seq * 48_271 * epoch) % 2_147_483_647);

export function isFor({ domain, propertyId }: RealtimeEvent, filter: Filter): boolean {
  return (
    (filter.domains?.includes(domain) ?? true) &&
    (filter.propertyId === undefined || propertyId === undefined || filter.propertyId === propertyId)
  );
}
