/** The record of one run: the checker’s input. Times are milliseconds since the run began, on a monotonic clock. */
export interface RunHistory {
  /** Lives of the log in order. A restore and a promotion each start a new one. */
  readonly lives: readonly Life[];
  readonly writes: readonly Write[];
  readonly readers: readonly ReaderHistory[];
  readonly probes: readonly Probe[];
}

/** One life of the log: everything ever committed in it, including what it inherited from the previous life. */
export interface Life {
  readonly began: number;
  /** By organisation, in `seq` order. */
  readonly logs: ReadonlyMap<string, readonly LoggedEvent[]>;
}

export interface LoggedEvent {
  readonly seq: number;
  readonly eventId: string;
  readonly domain: string;
  readonly propertyId?: string;
  /** Token of the write that raised it; see {@link Write.token}. */
  readonly token?: string;
}

/** `unknown`: the connection ended or the server failed before it confirmed or refused the write. */
export type Outcome = 'acknowledged' | 'refused' | 'unknown';

/** One write, however many requests it took. */
export interface Write {
  readonly org: string;
  /** Unique; the write’s event carries it. */
  readonly token: string;
  readonly kind: 'plain' | 'keyed' | 'patch' | 'published';
  readonly outcome: Outcome;
  readonly at: number;
}

/** A write that every reader of its organisation must get, or a gap over it, within a limit. */
export interface Probe {
  readonly org: string;
  readonly token: string;
  /** When it was first sent. */
  readonly sentAt: number;
  /** When it was acknowledged; `undefined` if never. */
  readonly at: number | undefined;
  readonly withinMs: number;
}

/** What a reader may see. */
export interface Sight {
  /** By default, all domains delivered to readers. */
  readonly domains?: readonly string[];
  /** All properties by default. */
  readonly propertyIds?: readonly string[];
}

export interface ReaderHistory extends Sight {
  readonly name: string;
  readonly org: string;
  readonly steps: readonly Step[];
}

/** `moved`: the server sent a cursor without an event (`ready`, a heartbeat, the end of a poll’s response). */
export type Step =
  | { readonly at: number; readonly kind: 'event'; readonly seq: number; readonly eventId: string }
  | { readonly at: number; readonly kind: 'moved'; readonly seq: number }
  | { readonly at: number; readonly kind: 'gap'; readonly seq: number; readonly reason: string };

/** Domains whose events only servers read. */
const SERVER_DOMAINS: ReadonlySet<string> = new Set(['sessions', 'api-keys']);

export function sees({ domains, propertyIds }: Sight, event: LoggedEvent): boolean {
  if (SERVER_DOMAINS.has(event.domain)) return false;
  if (domains && !domains.includes(event.domain)) return false;
  return event.propertyId === undefined || !propertyIds || propertyIds.includes(event.propertyId);
}
