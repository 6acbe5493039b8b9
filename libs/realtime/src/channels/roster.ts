import type { DomainDefinition } from '../events/domain-definition.js';
import type { Clock, Timer } from '../time/clock.js';
import type { Viewer } from '../application/viewer.js';
import type { AccessChange, AccessEnd, AccessSource } from './access.js';
import { ReaderCount, type ReaderLimits } from './reader-count.js';
import { type ReaderKind, Seat } from './seat.js';
import { SharedViews, type View, type ViewFilter } from './view.js';

export interface RosterDeps {
  readonly definitions: ReadonlyMap<string, DomainDefinition>;
  /** Without it nobody's rights change and no session ends. */
  readonly access?: {
    readonly source: AccessSource;
    /** Shared timers, for sessions that expire; tenths of a second are exact enough. */
    readonly timers: { after(delayMs: number, task: () => void): Timer };
  };
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  /** Told of sessions that could not be read; they are tried again. */
  readonly onError: (error: unknown, orgId: string) => void;
}

/** How long a session is remembered that nobody reads with, in milliseconds. */
const IDLE_MS = 120_000;
/**
 * How long what was read of a session is believed, in milliseconds: the log tells of all that the application changes, and
 * of nothing that is changed past it.
 */
const BELIEVED_MS = 600_000;
/** When a session that could not be looked at is looked at again, in milliseconds. */
const RETRY_MS = 1_000;

/** Why a reader is not taken in: its session has ended; its user or its org has too many. */
export type Refusal = 'ended' | 'user-full' | 'org-full';

interface Entry {
  viewer: Viewer;
  ended: AccessEnd | undefined;
  readonly seats: Set<Seat>;
  expiry: Timer | undefined;
  usedAt: number;
  /** When it was last read from the application. */
  readAt: number;
}

/**
 * Who of an org reads here, and what each may see at this place in the log. Rights are read from the application once
 * and from then on changed by the events of the org's log, at their exact place in the order, so a stream that is open
 * and one that opens now obey the same. What has ended is remembered for a while, so that it cannot come back by a look
 * at the database that was under way.
 */
export class Roster {
  readonly #entries = new Map<string, Entry>();
  readonly #views: SharedViews;
  readonly #open = new ReaderCount();
  #orgLoaded: Promise<void> | undefined;
  /** Changes that came while sessions were being read: what was read may be from before them. */
  #meanwhile: AccessChange[] = [];
  #loading = 0;
  /** Counts {@link restart}: what was being read when it came is of no use. */
  #restarts = 0;
  #swept = 0;
  #closed = false;

  constructor(
    private readonly orgId: string,
    private readonly deps: RosterDeps,
  ) {
    this.#views = new SharedViews(deps.definitions);
  }

  /** Sessions held. */
  get size(): number {
    return this.#entries.size;
  }

  /** Readers that are open, of the org or of one of its users. */
  count(kind: ReaderKind, userId?: string): number {
    return this.#open.of(kind, userId);
  }

  /** The viewer of a session where nobody has to be asked; `undefined` says nothing. */
  known(sessionId: string): Viewer | undefined {
    const entry = this.#entries.get(sessionId);
    const now = this.deps.clock.monotonic();
    if (!entry || entry.ended || now >= entry.readAt + BELIEVED_MS || !this.deps.access) return undefined;
    entry.usedAt = now;
    return entry.viewer;
  }

  /**
   * The viewer of a session as of the last event applied here; `undefined` when it is unknown or has ended.
   * @throws what the application's look-up throws
   */
  async find(sessionId: string): Promise<Viewer | undefined> {
    const { access } = this.deps;
    if (!access) return undefined;
    if (!this.#entries.has(sessionId)) {
      await (this.#orgLoaded ??= this.#loadOrg());
      if (!this.#entries.has(sessionId)) {
        const viewer = await this.#reading(() => access.source.load(this.orgId, sessionId), asList);
        if (!viewer) return undefined;
      }
    }
    const known = this.known(sessionId);
    if (known) return known;
    const entry = this.#entries.get(sessionId);
    if (!entry || entry.ended) return undefined;
    entry.usedAt = this.deps.clock.monotonic();
    const viewer = await this.#reading(() => access.source.load(this.orgId, sessionId), asList);
    if (!viewer && !this.#closed) this.#end(entry, 'revoked');
    return entry.ended ? undefined : entry.viewer;
  }

  /** Takes a reader in, unless its session has ended meanwhile or there are too many. */
  join(viewer: Viewer, kind: ReaderKind, filter: ViewFilter, limits: ReaderLimits): Seat | Refusal {
    const entry = this.#entries.get(viewer.sessionId) ?? this.#enter(viewer);
    if (entry.ended) return 'ended';
    const refusal = this.#open.refusal(kind, viewer.userId, limits);
    if (refusal) return refusal;
    const seat = new Seat(entry.viewer, kind, filter, this.viewOf(entry.viewer, filter), (leaving) =>
      this.#leave(entry, leaving),
    );
    entry.seats.add(seat);
    this.#open.change(kind, viewer.userId, 1);
    if (entry.seats.size === 1) this.#watchExpiry(entry);
    return seat;
  }

  /** What `viewer` sees through `filter`; readers that see the same share one view. */
  viewOf(viewer: Viewer, filter: ViewFilter): View {
    return this.#views.of(viewer, filter);
  }

  /** Applies what an event of the log changes. */
  apply(change: AccessChange): void {
    if (this.#loading > 0) this.#meanwhile.push(change);
    for (const entry of this.#entries.values()) this.#applyTo(entry, change);
  }

  /**
   * Reads every session anew and forgets what was known of them: the log, and the rights with it, may have gone back, or
   * a change of rights could not be read.
   * @throws what the application's look-up throws; to be called again then
   */
  async restart(): Promise<void> {
    const { access } = this.deps;
    if (!access) return;
    this.#orgLoaded = undefined;
    this.#restarts += 1;
    for (const [sessionId, { seats }] of this.#entries) if (seats.size === 0) this.#entries.delete(sessionId);
    await Promise.all(
      [...this.#entries.values()].map(async (entry) => {
        const viewer = await access.source.load(this.orgId, entry.viewer.sessionId);
        if (this.#closed || entry.ended) return;
        if (!viewer) this.#end(entry, 'revoked');
        else this.#change(entry, viewer);
      }),
    );
  }

  /** Lets go of sessions that nobody reads with. */
  sweep(): void {
    const now = this.deps.clock.monotonic();
    if (now < this.#swept + IDLE_MS / 2) return;
    this.#swept = now;
    for (const [sessionId, { seats, usedAt }] of this.#entries) {
      if (seats.size === 0 && usedAt <= now - IDLE_MS) this.#entries.delete(sessionId);
    }
  }

  close(): void {
    this.#closed = true;
    for (const { expiry } of this.#entries.values()) expiry?.cancel();
    this.#entries.clear();
  }

  async #loadOrg(): Promise<void> {
    try {
      const { access } = this.deps;
      if (access)
        await this.#reading(
          () => access.source.loadOrg(this.orgId),
          (viewers) => viewers,
        );
    } catch (error) {
      this.#orgLoaded = undefined;
      throw error;
    }
  }

  /** Reads viewers and takes them in, with what changed while they were being read. */
  async #reading<T>(read: () => Promise<T>, viewersIn: (found: T) => Iterable<Viewer>): Promise<T> {
    this.#loading += 1;
    const from = this.#meanwhile.length;
    try {
      let restarts: number;
      let found: T;
      do {
        restarts = this.#restarts;
        found = await read();
      } while (restarts !== this.#restarts);
      if (!this.#closed) {
        for (const viewer of viewersIn(found)) {
          const entry = this.#take(viewer);
          for (const change of this.#meanwhile.slice(from)) this.#applyTo(entry, change);
        }
      }
      return found;
    } finally {
      this.#loading -= 1;
      if (this.#loading === 0) this.#meanwhile = [];
    }
  }

  #take(viewer: Viewer): Entry {
    const entry = this.#entries.get(viewer.sessionId);
    if (!entry) return this.#enter(viewer);
    if (entry.ended) return entry;
    entry.readAt = this.deps.clock.monotonic();
    if (versionOf(viewer) >= versionOf(entry.viewer)) this.#change(entry, viewer);
    else entry.viewer = { ...entry.viewer, ...(viewer.expiresAt !== undefined && { expiresAt: viewer.expiresAt }) };
    return entry;
  }

  #enter(viewer: Viewer): Entry {
    const now = this.deps.clock.monotonic();
    const entry: Entry = {
      viewer,
      ended: undefined,
      seats: new Set(),
      expiry: undefined,
      usedAt: now,
      readAt: now,
    };
    this.#entries.set(viewer.sessionId, entry);
    return entry;
  }

  #applyTo(entry: Entry, change: AccessChange): void {
    const { viewer } = entry;
    if (change.kind === 'sessions-ended') {
      if (change.sessionIds.includes(viewer.sessionId)) this.#end(entry, 'revoked');
    } else if (change.userId !== viewer.userId) return;
    else if (change.kind === 'user-ended') this.#end(entry, 'revoked');
    else if (change.version > versionOf(viewer)) {
      const { role, propertyIds, version, also } = change;
      this.#change(entry, { ...viewer, ...also, role, propertyIds, version });
    }
  }

  /** Its readers are told where they may see something else by it: a new name is none of their business. */
  #change(entry: Entry, viewer: Viewer): void {
    const before = entry.viewer;
    entry.viewer = viewer;
    if (viewer.role === before.role && this.viewOf(viewer, {}).key === this.viewOf(before, {}).key) return;
    for (const seat of [...entry.seats]) this.#guarded(() => seat.see(this.viewOf(viewer, seat.filter)));
  }

  #end(entry: Entry, reason: AccessEnd): void {
    if (entry.ended) return;
    entry.ended = reason;
    entry.usedAt = this.deps.clock.monotonic();
    entry.expiry?.cancel();
    for (const seat of [...entry.seats]) {
      this.#leave(entry, seat);
      this.#guarded(() => seat.end(reason));
    }
  }

  #leave(entry: Entry, seat: Seat): void {
    if (!entry.seats.delete(seat)) return;
    entry.usedAt = this.deps.clock.monotonic();
    this.#open.change(seat.kind, entry.viewer.userId, -1);
    if (entry.seats.size === 0) entry.expiry?.cancel();
  }

  #watchExpiry(entry: Entry, delayMs?: number): void {
    entry.expiry?.cancel();
    const { expiresAt } = entry.viewer;
    if (expiresAt === undefined) return;
    const delay = delayMs ?? Math.max(0, expiresAt - this.deps.clock.now());
    entry.expiry = this.deps.access?.timers.after(delay, () => void this.#expire(entry));
  }

  /** Its time has come: was it refreshed, here or on another instance? */
  async #expire(entry: Entry): Promise<void> {
    if (!(await this.#renew(entry)) || entry.ended || entry.seats.size === 0) return;
    if ((entry.viewer.expiresAt ?? Infinity) > this.deps.clock.now()) this.#watchExpiry(entry);
    else {
      this.#end(entry, 'expired');
      // A refresh that comes late brings it back to life: nothing was revoked.
      this.#entries.delete(entry.viewer.sessionId);
    }
  }

  /** Reads a session again. @returns whether it could be read; if not, it is tried again while somebody reads with it */
  async #renew(entry: Entry): Promise<boolean> {
    const { access } = this.deps;
    const { sessionId } = entry.viewer;
    if (!access) return false;
    try {
      const viewer = await this.#reading(() => access.source.load(this.orgId, sessionId), asList);
      if (!viewer && !this.#closed) this.#end(entry, 'revoked');
      return true;
    } catch (error) {
      this.deps.onError(error, this.orgId);
      if (entry.seats.size > 0 && !this.#closed) this.#watchExpiry(entry, RETRY_MS);
      return false;
    }
  }

  /** One reader's trouble is not to keep the others from what happens to their rights. */
  #guarded(tell: () => void): void {
    try {
      tell();
    } catch (error) {
      this.deps.onError(error, this.orgId);
    }
  }
}

const asList = (viewer: Viewer | undefined): Viewer[] => (viewer ? [viewer] : []);
const versionOf = ({ version = 0 }: Viewer): number => version;
