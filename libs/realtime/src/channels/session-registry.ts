import type { DomainDefinition } from '../events/domain-definition.js';
import type { Clock, Timer } from '../time/clock.js';
import type { Viewer } from '../application/viewer.js';
import type { AccessChange, AccessEnd, AccessSource } from './access.js';
import { SubscriberCount, type SubscriberLimits } from './subscriber-count.js';
import { type Transport, Registration } from './registration.js';
import { SharedViews, type View, type ViewFilter } from './view.js';

export interface SessionRegistryDeps {
  readonly definitions: ReadonlyMap<string, DomainDefinition>;
  /** Without it, rights never change and no session ends. */
  readonly access?: {
    readonly source: AccessSource;
    /** Shared timers, for sessions that expire; a resolution of 0.1 s is enough. */
    readonly timers: { after(delayMs: number, task: () => void): Timer };
  };
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  /** Called with failed look-ups of sessions; they are retried. */
  readonly onError: (error: unknown, orgId: string) => void;
}

/** How long a session without subscriptions is kept, in milliseconds. */
const IDLE_MS = 120_000;
/**
 * How long a session's data is trusted after a read, in milliseconds: the log announces changes by the application, but
 * none made outside it.
 */
const BELIEVED_MS = 600_000;
/** Delay before a failed look-up of a session is retried, in milliseconds. */
const RETRY_MS = 1_000;

/** Why a subscription is refused: its session has ended; its user or its org has too many. */
export type Refusal = 'ended' | 'user-full' | 'org-full';

interface Entry {
  viewer: Viewer;
  ended: AccessEnd | undefined;
  readonly registrations: Set<Registration>;
  expiry: Timer | undefined;
  usedAt: number;
  /** When it was last read from the application. */
  readAt: number;
}

/**
 * The sessions with open subscriptions of one org, and their rights as of the last applied event. Rights are read from
 * the application once, and from then on changed by the events of the org's log, in their order, so open and new
 * streams obey the same rights. An ended session is kept for a while, so that a look-up in progress cannot revive it.
 */
export class SessionRegistry {
  readonly #entries = new Map<string, Entry>();
  readonly #views: SharedViews;
  readonly #open = new SubscriberCount();
  #orgLoaded: Promise<void> | undefined;
  /** Changes that arrived while sessions were being read: the result may predate them. */
  #meanwhile: AccessChange[] = [];
  #loading = 0;
  /** Counts calls of {@link restart}: a read in progress at that time must be repeated. */
  #restarts = 0;
  #swept = 0;
  #closed = false;

  constructor(
    private readonly orgId: string,
    private readonly deps: SessionRegistryDeps,
  ) {
    this.#views = new SharedViews(deps.definitions);
  }

  /** Number of sessions held. */
  get size(): number {
    return this.#entries.size;
  }

  /** Open streams or polls of the org, or of one user. */
  count(transport: Transport, userId?: string): number {
    return this.#open.of(transport, userId);
  }

  /** Returns the viewer of a session without a look-up; `undefined` means unknown. */
  known(sessionId: string): Viewer | undefined {
    const entry = this.#entries.get(sessionId);
    const now = this.deps.clock.monotonic();
    if (!entry || entry.ended || now >= entry.readAt + BELIEVED_MS || !this.deps.access) return undefined;
    entry.usedAt = now;
    return entry.viewer;
  }

  /**
   * Returns the viewer of a session as of the last event applied; `undefined` if it is unknown or has ended.
   * @throws any error of the application's look-up
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

  /** Admits a subscription, unless its session has ended or a limit is reached. */
  register(viewer: Viewer, transport: Transport, filter: ViewFilter, limits: SubscriberLimits): Registration | Refusal {
    const entry = this.#entries.get(viewer.sessionId) ?? this.#enter(viewer);
    if (entry.ended) return 'ended';
    const refusal = this.#open.refusal(transport, viewer.userId, limits);
    if (refusal) return refusal;
    const registration = new Registration(
      entry.viewer,
      transport,
      filter,
      this.viewOf(entry.viewer, filter),
      (released) => this.#release(entry, released),
    );
    entry.registrations.add(registration);
    this.#open.change(transport, viewer.userId, 1);
    if (entry.registrations.size === 1) this.#watchExpiry(entry);
    return registration;
  }

  /** Returns the view of `viewer` through `filter`; equal views are shared. */
  viewOf(viewer: Viewer, filter: ViewFilter): View {
    return this.#views.of(viewer, filter);
  }

  /** Applies a change made by an event of the log. */
  apply(change: AccessChange): void {
    if (this.#loading > 0) this.#meanwhile.push(change);
    for (const entry of this.#entries.values()) this.#applyTo(entry, change);
  }

  /**
   * Reloads every session and drops those without subscriptions: the log, and the rights with it, may have gone back,
   * or a change of rights could not be determined.
   * @throws any error of the application's look-up; call it again then
   */
  async restart(): Promise<void> {
    const { access } = this.deps;
    if (!access) return;
    this.#orgLoaded = undefined;
    this.#restarts += 1;
    for (const [sessionId, { registrations }] of this.#entries)
      if (registrations.size === 0) this.#entries.delete(sessionId);
    await Promise.all(
      [...this.#entries.values()].map(async (entry) => {
        const viewer = await access.source.load(this.orgId, entry.viewer.sessionId);
        if (this.#closed || entry.ended) return;
        if (!viewer) this.#end(entry, 'revoked');
        else this.#change(entry, viewer);
      }),
    );
  }

  /** Drops sessions without subscriptions. */
  sweep(): void {
    const now = this.deps.clock.monotonic();
    if (now < this.#swept + IDLE_MS / 2) return;
    this.#swept = now;
    for (const [sessionId, { registrations, usedAt }] of this.#entries) {
      if (registrations.size === 0 && usedAt <= now - IDLE_MS) this.#entries.delete(sessionId);
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

  /** Reads viewers and takes them in, applying the changes that arrived meanwhile. */
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
      registrations: new Set(),
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

  /** Notifies its subscriptions only if they may see something else now: a new name does not concern them. */
  #change(entry: Entry, viewer: Viewer): void {
    const before = entry.viewer;
    entry.viewer = viewer;
    if (viewer.role === before.role && this.viewOf(viewer, {}).key === this.viewOf(before, {}).key) return;
    for (const registration of [...entry.registrations])
      this.#guarded(() => registration.setView(this.viewOf(viewer, registration.filter)));
  }

  #end(entry: Entry, reason: AccessEnd): void {
    if (entry.ended) return;
    entry.ended = reason;
    entry.usedAt = this.deps.clock.monotonic();
    entry.expiry?.cancel();
    for (const registration of [...entry.registrations]) {
      this.#release(entry, registration);
      this.#guarded(() => registration.end(reason));
    }
  }

  #release(entry: Entry, registration: Registration): void {
    if (!entry.registrations.delete(registration)) return;
    entry.usedAt = this.deps.clock.monotonic();
    this.#open.change(registration.transport, entry.viewer.userId, -1);
    if (entry.registrations.size === 0) entry.expiry?.cancel();
  }

  #watchExpiry(entry: Entry, delayMs?: number): void {
    entry.expiry?.cancel();
    const { expiresAt } = entry.viewer;
    if (expiresAt === undefined) return;
    const delay = delayMs ?? Math.max(0, expiresAt - this.deps.clock.now());
    entry.expiry = this.deps.access?.timers.after(delay, () => void this.#expire(entry));
  }

  /** Checks at its expiry whether the session was refreshed, here or on another instance. */
  async #expire(entry: Entry): Promise<void> {
    if (!(await this.#renew(entry)) || entry.ended || entry.registrations.size === 0) return;
    if ((entry.viewer.expiresAt ?? Infinity) > this.deps.clock.now()) this.#watchExpiry(entry);
    else {
      this.#end(entry, 'expired');
      // A late refresh revives it: nothing was revoked.
      this.#entries.delete(entry.viewer.sessionId);
    }
  }

  /** Reads a session again. @returns whether that worked; if not, it is retried while the session has subscriptions */
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
      if (entry.registrations.size > 0 && !this.#closed) this.#watchExpiry(entry, RETRY_MS);
      return false;
    }
  }

  /** One subscription's failure must not keep changes from the others. */
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
