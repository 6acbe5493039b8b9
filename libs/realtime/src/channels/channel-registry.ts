import type { EphemeralEvent } from '@bellhop/protocol';
import type { Clock, Timer } from '../time/clock.js';
import { LOG_START, type LogRecord } from '../log/event-log.js';
import type { Viewer } from '../application/viewer.js';
import { type ChannelDeps, OrgChannel } from './org-channel.js';
import type { FactKeeper, OrgFacts } from './org-memory.js';

export interface ChannelRegistryOptions {
  /** How often heads are checked and old events let go, in milliseconds. */
  readonly headCheckMs: number;
  /** How long an org without readers stays, in milliseconds. */
  readonly channelIdleMs: number;
}

/** An org in memory. */
class Entry {
  readers = 0;
  waiters = 0;

  constructor(
    readonly channel: OrgChannel,
    public idleSince: number,
  ) {}
}

/** A reader's hold on its org's channel. */
export class ChannelLease {
  #isHeld = true;

  constructor(
    private readonly entry: Entry,
    private readonly clock: Pick<Clock, 'monotonic'>,
  ) {
    entry.readers += 1;
  }

  get channel(): OrgChannel {
    return this.entry.channel;
  }

  /** Long-polls that wait in this org now. */
  get waiters(): number {
    return this.entry.waiters;
  }

  set waiters(count: number) {
    this.entry.waiters = count;
  }

  release(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.entry.readers -= 1;
    this.entry.idleSince = this.clock.monotonic();
  }
}

/**
 * How old what a channel knows may be for requests, in periods of the head check: what another instance did is obeyed
 * within one; where the checks are late by half of one, the request that notices asks the log itself.
 */
const KNOWN_PERIODS = 1.5;
/** Orgs asked for in one head check query. */
const HEADS_PER_QUERY = 5_000;

/**
 * The channels of the orgs that somebody reads, one each however many read. One timer serves all: it asks the log for
 * their heads in one query, so that what no hint told is healed, and lets idle orgs go.
 */
export class ChannelRegistry implements FactKeeper {
  readonly #entries = new Map<string, Entry>();
  /** Evictions of channels that are gone, by domain. */
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

  /** Every org in memory, and who reads it. */
  orgs(): IterableIterator<{ readonly channel: OrgChannel; readonly readers: number; readonly waiters: number }> {
    return this.#entries.values();
  }

  /** Events that buffers dropped since the start, by domain; those of orgs no longer in memory count. */
  evictions(): Map<string, number> {
    const evictions = new Map(this.#evictedBefore);
    for (const { channel } of this.#entries.values()) addEvictions(evictions, channel);
    return evictions;
  }

  /** Readers over all orgs. */
  get readers(): number {
    let readers = 0;
    for (const entry of this.#entries.values()) readers += entry.readers;
    return readers;
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

  /** A committed event, from this process or another. Nobody reads the org: nothing to do, the log has it. */
  accept(record: LogRecord): void {
    this.#entries.get(record.orgId)?.channel.accept(record);
  }

  /** An ephemeral event. Nobody reads the org: it is gone, as it may be. */
  signal(event: EphemeralEvent, key: string): void {
    this.#entries.get(event.orgId)?.channel.signal(event, key);
  }

  /**
   * The viewer of a session, as of what is applied here; see {@link OrgChannel.viewerOf}.
   * @param now whether the log is asked first for what other instances did a moment ago
   */
  viewerOf(orgId: string, sessionId: string, now: boolean): Viewer | undefined | Promise<Viewer | undefined> {
    const known = this.#used(orgId).channel.knownViewer(sessionId, now ? 0 : this.#maxAgeMs);
    return known ?? this.#findViewer(orgId, sessionId, now);
  }

  async #findViewer(orgId: string, sessionId: string, now: boolean): Promise<Viewer | undefined> {
    for (;;) {
      const entry = this.#used(orgId);
      const viewer = await entry.channel.viewerOf(sessionId, now ? 0 : this.#maxAgeMs);
      // A channel that was let go of meanwhile knows nobody.
      if (viewer || this.#entries.get(orgId) === entry) return viewer;
    }
  }

  /** What the application says of an org, as of what is applied here; see {@link OrgChannel.factsOf}. */
  factsOf<F>(orgId: string, facts: OrgFacts<F>, now: boolean): Promise<F> {
    return this.#used(orgId).channel.factsOf(facts, now ? 0 : this.#maxAgeMs);
  }

  /** The cursor of the last event applied; `undefined` where the org is not in memory. */
  async cursorOf(orgId: string): Promise<string | undefined> {
    return this.#entries.get(orgId)?.channel.currentCursor(this.#maxAgeMs);
  }

  /** Holds the org's channel until released. The channel may still be opening: await its `opened`. */
  acquire(orgId: string): ChannelLease {
    return new ChannelLease(this.#entry(orgId), this.deps.clock);
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
        .map((channel) => [channel, channel.question()] as const);
      const { epoch, heads } = await this.deps.log.heads(asked.map(([{ orgId }]) => orgId));
      for (const [channel, question] of asked) {
        channel.acceptHead(question, { epoch, ...(heads.get(channel.orgId) ?? LOG_START) });
      }
    }
  }

  #letIdleGo(): void {
    const due = this.deps.clock.monotonic() - this.options.channelIdleMs;
    for (const [orgId, entry] of this.#entries) {
      if (entry.readers === 0 && entry.idleSince <= due) this.#drop(orgId, entry);
    }
  }

  #drop(orgId: string, entry: Entry, failure?: unknown): void {
    if (this.#entries.get(orgId) === entry) {
      this.#entries.delete(orgId);
      addEvictions(this.#evictedBefore, entry.channel);
    }
    // Whoever comes again because of it gets another channel.
    entry.channel.close(failure);
  }

  #used(orgId: string): Entry {
    const entry = this.#entry(orgId);
    if (entry.readers === 0) entry.idleSince = this.deps.clock.monotonic();
    return entry;
  }

  #entry(orgId: string): Entry {
    const known = this.#entries.get(orgId);
    if (known) return known;
    const channel = new OrgChannel(orgId, this.deps);
    const entry = new Entry(channel, this.deps.clock.monotonic());
    this.#entries.set(orgId, entry);
    // A channel that could not open is of no use to the next reader.
    channel.opened.catch((error: unknown) => this.#drop(orgId, entry, error));
    return entry;
  }
}

function addEvictions(sums: Map<string, number>, { buffer }: OrgChannel): void {
  buffer.survey((domain, _held, evicted) => sums.set(domain, (sums.get(domain) ?? 0) + evicted));
}
