import type { EphemeralEvent } from '@bellhop/protocol';
import type { Clock, Timer } from '../time/clock.js';
import { LOG_START, type LogRecord } from '../log/event-log.js';
import type { Viewer } from '../application/viewer.js';
import { type ChannelDeps, OrgChannel } from './org-channel.js';
import type { CacheBackend, CacheSource } from './org-cache.js';

export interface ChannelRegistryOptions {
  /** Interval between head checks and expiry of old events, in milliseconds. */
  readonly headCheckMs: number;
  /** How long an org without subscribers stays in memory, in milliseconds. */
  readonly channelIdleMs: number;
}

/** An org in memory. */
class Entry {
  subscribers = 0;
  waiters = 0;

  constructor(
    readonly channel: OrgChannel,
    public idleSince: number,
  ) {}
}

/** Keeps an org's channel in memory for one subscriber. */
export class ChannelHandle {
  #isHeld = true;

  constructor(
    private readonly entry: Entry,
    private readonly clock: Pick<Clock, 'monotonic'>,
  ) {
    entry.subscribers += 1;
  }

  get channel(): OrgChannel {
    return this.entry.channel;
  }

  /** Long-polls of this org that are waiting. */
  get waiters(): number {
    return this.entry.waiters;
  }

  set waiters(count: number) {
    this.entry.waiters = count;
  }

  release(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.entry.subscribers -= 1;
    this.entry.idleSince = this.clock.monotonic();
  }
}

/**
 * Maximum age of a channel's knowledge for requests, in head check periods. Changes by other instances apply within one
 * period; if a check is half a period late, the request that notices reads the log itself.
 */
const KNOWN_PERIODS = 1.5;
/** Orgs per head check query. */
const HEADS_PER_QUERY = 5_000;

/**
 * The channels of the orgs in memory, one per org however many subscribers it has. One timer serves all: it reads their
 * heads in one query, to recover from lost hints, and drops idle orgs.
 */
export class ChannelRegistry implements CacheBackend {
  readonly #entries = new Map<string, Entry>();
  /** Evictions of channels that were dropped, by domain. */
  readonly #evictedBefore = new Map<string, number>();
  #timer: Timer | undefined;
  #checking = false;

  constructor(
    private readonly deps: ChannelDeps,
    private readonly options: ChannelRegistryOptions,
  ) {}

  /** Orgs in memory. */
  get size(): number {
    return this.#entries.size;
  }

  /** Every org in memory, with its number of subscribers and waiters. */
  orgs(): IterableIterator<{ readonly channel: OrgChannel; readonly subscribers: number; readonly waiters: number }> {
    return this.#entries.values();
  }

  /** Events dropped by buffers since the process started, by domain, including those of dropped channels. */
  evictions(): Map<string, number> {
    const evictions = new Map(this.#evictedBefore);
    for (const { channel } of this.#entries.values()) addEvictions(evictions, channel);
    return evictions;
  }

  /** Subscribers of all orgs. */
  get subscribers(): number {
    let subscribers = 0;
    for (const entry of this.#entries.values()) subscribers += entry.subscribers;
    return subscribers;
  }

  start(): void {
    this.#timer ??= this.deps.clock.every(this.options.headCheckMs, () => void this.tick());
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    for (const { channel } of this.#entries.values()) channel.close();
    this.#entries.clear();
  }

  /** Takes a committed event, from this process or another. Ignored for an org not in memory: the log has it. */
  accept(record: LogRecord): void {
    this.#entries.get(record.orgId)?.channel.accept(record);
  }

  /** Takes an ephemeral event. Dropped for an org not in memory. */
  acceptEphemeral(event: EphemeralEvent, key: string): void {
    this.#entries.get(event.orgId)?.channel.acceptEphemeral(event, key);
  }

  /**
   * Returns the viewer of a session, as of the last applied event; see {@link OrgChannel.viewerOf}.
   * @param now whether to read the log first, for changes that other instances just made
   */
  viewerOf(orgId: string, sessionId: string, now: boolean): Viewer | undefined | Promise<Viewer | undefined> {
    const known = this.#used(orgId).channel.knownViewer(sessionId, now ? 0 : this.#maxAgeMs);
    return known ?? this.#findViewer(orgId, sessionId, now);
  }

  async #findViewer(orgId: string, sessionId: string, now: boolean): Promise<Viewer | undefined> {
    for (;;) {
      const entry = this.#used(orgId);
      const viewer = await entry.channel.viewerOf(sessionId, now ? 0 : this.#maxAgeMs);
      // A channel that was dropped meanwhile knows no sessions.
      if (viewer || this.#entries.get(orgId) === entry) return viewer;
    }
  }

  /** Returns the application's facts about an org, as of the last applied event; see {@link OrgChannel.cached}. */
  cached<F>(orgId: string, source: CacheSource<F>, now: boolean): Promise<F> {
    return this.#used(orgId).channel.cached(source, now ? 0 : this.#maxAgeMs);
  }

  /** The cursor of the last event applied; `undefined` if the org is not in memory. */
  async cursorOf(orgId: string): Promise<string | undefined> {
    return this.#entries.get(orgId)?.channel.currentCursor(this.#maxAgeMs);
  }

  /** Keeps the org's channel in memory until released. It may still be opening: await its `opened`. */
  acquire(orgId: string): ChannelHandle {
    return new ChannelHandle(this.#entry(orgId), this.deps.clock);
  }

  /** One round of the shared timer. */
  async tick(): Promise<void> {
    this.#letIdleGo();
    this.deps.history.expire();
    for (const { channel } of this.#entries.values()) channel.tick();
    if (this.#checking) return;
    this.#checking = true;
    try {
      await this.#checkHeads();
    } catch (error) {
      this.deps.onError(error, '*');
    } finally {
      this.#checking = false;
    }
  }

  get #maxAgeMs(): number {
    return KNOWN_PERIODS * this.options.headCheckMs;
  }

  async #checkHeads(): Promise<void> {
    const channels = [...this.#entries.values()].map(({ channel }) => channel);
    for (let from = 0; from < channels.length; from += HEADS_PER_QUERY) {
      const asked = channels
        .slice(from, from + HEADS_PER_QUERY)
        .map((channel) => [channel, channel.headCheck()] as const);
      const { epoch, heads } = await this.deps.log.heads(asked.map(([{ orgId }]) => orgId));
      for (const [channel, headCheck] of asked) {
        channel.acceptHead(headCheck, { epoch, ...(heads.get(channel.orgId) ?? LOG_START) });
      }
    }
  }

  #letIdleGo(): void {
    const due = this.deps.clock.monotonic() - this.options.channelIdleMs;
    for (const [orgId, entry] of this.#entries) {
      if (entry.subscribers === 0 && entry.idleSince <= due) this.#drop(orgId, entry);
    }
  }

  #drop(orgId: string, entry: Entry, failure?: unknown): void {
    if (this.#entries.get(orgId) === entry) {
      this.#entries.delete(orgId);
      addEvictions(this.#evictedBefore, entry.channel);
    }
    // Subscribers that reconnect because of it get another channel.
    entry.channel.close(failure);
  }

  #used(orgId: string): Entry {
    const entry = this.#entry(orgId);
    if (entry.subscribers === 0) entry.idleSince = this.deps.clock.monotonic();
    return entry;
  }

  #entry(orgId: string): Entry {
    const known = this.#entries.get(orgId);
    if (known) return known;
    const channel = new OrgChannel(orgId, this.deps);
    const entry = new Entry(channel, this.deps.clock.monotonic());
    this.#entries.set(orgId, entry);
    // A channel that failed to open must not serve the next subscriber.
    channel.opened.catch((error: unknown) => this.#drop(orgId, entry, error));
    return entry;
  }
}

function addEvictions(sums: Map<string, number>, { buffer }: OrgChannel): void {
  buffer.forEachDomain((domain, _held, evicted) => sums.set(domain, (sums.get(domain) ?? 0) + evicted));
}
