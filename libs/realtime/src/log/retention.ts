import type { Clock, Timer } from '../time/clock.js';
import type { EventLog, Purged } from './event-log.js';

export interface RetentionOptions {
  /** How long an event can be replayed, in milliseconds. */
  readonly retentionMs: number;
  /**
   * How long it is kept at most for subscribers that still need it, in milliseconds. @default three times `retentionMs`
   */
  readonly maxRetentionMs?: number;
  /** Interval between rounds, in milliseconds. @default 60_000 */
  readonly periodMs?: number;
  /**
   * Returns the time from which on the log is still needed (Unix milliseconds, by the log's clock). May cost a read of
   * every org. @default nothing is needed longer than `retentionMs`
   */
  readonly neededFrom?: (maxRetentionMs: number) => Promise<number>;
  /** Deletes other data that is useless once events older than `ageMs` are gone. */
  readonly alsoForget?: (ageMs: number) => Promise<void>;
}

const RETENTION_PERIOD_MS = 60_000;
/** Default of `maxRetentionMs`, as a multiple of `retentionMs`. */
const MAX_RETENTION_FACTOR = 3;
/** How often to ask again whether events are still needed while they are kept for that, in milliseconds. */
const ASK_AGAIN_MS = 600_000;

/**
 * Purges expired events from the log at intervals. The log's clock decides what has expired; this process's clock only
 * when to run.
 */
export class Retention {
  #timer: Timer | undefined;
  #round: Promise<void> | undefined;
  #purged = 0;
  /**
   * The last answer. It stays valid, since an event no longer needed never is again, except in another life of the log.
   */
  #needed: { readonly from: number; readonly epoch: string; readonly askedAt: number } | undefined;

  constructor(
    private readonly log: Pick<EventLog<unknown>, 'purge' | 'epoch'>,
    private readonly clock: Clock,
    private readonly options: RetentionOptions,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Events deleted by this process since it started. */
  get purgedTotal(): number {
    return this.#purged;
  }

  start(): void {
    this.#timer ??= this.clock.every(this.options.periodMs ?? RETENTION_PERIOD_MS, () => void this.clean());
  }

  /** Settles when the current round has ended. */
  async stop(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = undefined;
    await this.#round;
  }

  /** Runs one round; concurrent calls share it. A failure is reported, and the next round tries again. */
  clean(): Promise<void> {
    this.#round ??= this.#cleanOnce()
      .catch(this.onError)
      .finally(() => (this.#round = undefined));
    return this.#round;
  }

  async #cleanOnce(): Promise<void> {
    if (!this.#knownNeed()) await this.#ask();
    const { heldBack } = await this.#purge();
    if (heldBack && this.#mayAskAgain()) {
      await this.#ask();
      await this.#purge();
    }
    await this.options.alsoForget?.(this.options.retentionMs);
  }

  async #purge(): Promise<Purged> {
    const { retentionMs: keepMs } = this.options;
    const needed = this.#knownNeed();
    const purged = await this.log.purge(
      needed ? { keepMs, maxKeepMs: this.#maxRetentionMs, neededFrom: needed.from } : { keepMs },
    );
    this.#purged += purged.removed;
    return purged;
  }

  async #ask(): Promise<void> {
    const { epoch } = this.log;
    const from = await this.options.neededFrom?.(this.#maxRetentionMs);
    if (from !== undefined) this.#needed = { from, epoch, askedAt: this.clock.monotonic() };
  }

  #mayAskAgain(): boolean {
    const known = this.#knownNeed();
    return known !== undefined && this.clock.monotonic() - known.askedAt >= ASK_AGAIN_MS;
  }

  #knownNeed() {
    return this.#needed?.epoch === this.log.epoch ? this.#needed : undefined;
  }

  get #maxRetentionMs(): number {
    const { retentionMs, maxRetentionMs = MAX_RETENTION_FACTOR * retentionMs } = this.options;
    return Math.max(retentionMs, maxRetentionMs);
  }
}
