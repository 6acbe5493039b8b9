/**
 * What one run recorded: the input of the checker. Times are milliseconds since the run began, on a monotonic clock.
 */
export interface RunHistory {
  /** The lives of the log in the order they began. A restore and a promotion begin another. */
  readonly lives: readonly Life[];
  readonly writes: readonly Write[];
  readonly readers: readonly ReaderHistory[];
  readonly probes: readonly Probe[];
}

/** One life of the log: all that was ever committed in it, what it took over from the life before included. */
export interface Life {
  readonly began: number;
  /** By org, in `seq` order. */
  readonly logs: ReadonlyMap<string, readonly LoggedEvent[]>;
}

export interface LoggedEvent {
  readonly seq: number;
  readonly eventId: string;
  readonly domain: string;
  readonly propertyId?: string;
  /** What the write that raised it is known by; see {@link Write.token}. */
  readonly token?: string;
}

/** `unknown`: the connection ended, or the server failed, before it said whether the write was done. */
export type Outcome = 'acknowledged' | 'refused' | 'unknown';

/** One write, however many requests it took. */
export interface Write {
  readonly org: string;
  /** Unique; the write's event carries it. */
  readonly token: string;
  readonly kind: 'plain' | 'keyed' | 'patch' | 'published';
  readonly outcome: Outcome;
  readonly at: number;
}

/** A write that every reader of its org must see, or be told a gap over, within a bound. */
export interface Probe {
  readonly org: string;
  readonly token: string;
  /** When it was sent first. */
  readonly sentAt: number;
  /** When it was acknowledged; `undefined` where it was not, however often it was sent. */
  readonly at: number | undefined;
  readonly withinMs: number;
}

/** What a reader may see. */
export interface Sight {
  /** All that the server gives to readers if left out. */
  readonly domains?: readonly string[];
  /** All if left out. */
  readonly propertyIds?: readonly string[];
}

export interface ReaderHistory extends Sight {
  readonly name: string;
  readonly org: string;
  readonly steps: readonly Step[];
}

/** `moved`: the server gave a cursor without an event (`ready`, a heartbeat, the end of a poll's answer). */
export type Step =
  | { readonly at: number; readonly kind: 'event'; readonly seq: number; readonly eventId: string }
  | { readonly at: number; readonly kind: 'moved'; readonly seq: number }
  | { readonly at: number; readonly kind: 'gap'; readonly seq: number; readonly reason: string };

/** Domains whose events only the server reads. */
const SERVER_DOMAINS: ReadonlySet<string> = new Set(['sessions', 'api-keys']);

export function sees({ domains, propertyIds }: Sight, event: LoggedEvent): boolean {
  if (SERVER_DOMAINS.has(event.domain)) return false;
  if (domains && !domains.includes(event.domain)) return false;
  return event.propertyId === undefined || !propertyIds || propertyIds.includes(event.propertyId);
}
