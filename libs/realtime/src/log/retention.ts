import type { Clock, Timer } from '../time/clock.js';
import type { EventLog, Purged } from './event-log.js';

export interface RetentionOptions {
  /** How long an event can be replayed, in milliseconds. */
  readonly retentionMs: number;
  /** How long it is kept at most for those that still need it, in milliseconds. @default three times `retentionMs` */
  readonly maxRetentionMs?: number;
  /** How often the log is cleaned, in milliseconds. @default 60_000 */
  readonly periodMs?: number;
  /**
   * Tells from when on the log is still needed (Unix ms, by the log's clock): what was logged before is not. May cost a
   * look at every org. @default nothing is needed for longer than it is kept anyway
   */
  readonly neededFrom?: (maxRetentionMs: number) => Promise<number>;
  /** Forgets what else is of no use once events older than `ageMs` are gone. */
  readonly alsoForget?: (ageMs: number) => Promise<void>;
}

const RETENTION_PERIOD_MS = 60_000;
/** How much longer than the log is kept it may be kept for those that still need it, unless an option says so. */
const MAX_RETENTION_FACTOR = 3;
/** While something is kept because it is needed, how often it is asked whether it still is, in milliseconds. */
const ASK_AGAIN_MS = 600_000;

/** Has the log let go of what has expired, by the log's clock: this process's clock only says when to look. */
export class Retention {
  #timer: Timer | undefined;
  #round: Promise<void> | undefined;
  #purged = 0;
  /** The last answer, which holds on: what nobody needs any more, nobody will. In another life of the log it does not. */
  #needed: { readonly from: number; readonly epoch: string; readonly askedAt: number } | undefined;

  constructor(
    private readonly log: Pick<EventLog<unknown>, 'purge' | 'epoch'>,
    private readonly clock: Clock,
    private readonly options: RetentionOptions,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Events removed since the start, by this process. */
  get purgedTotal(): number {
    return this.#purged;
  }

  start(): void {
    this.#timer ??= this.clock.every(this.options.periodMs ?? RETENTION_PERIOD_MS, () => void this.clean());
  }

  /** Settles when the round under way has ended. */
  async stop(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = undefined;
    await this.#round;
  }

  /** One round; whoever asks meanwhile waits for the same. A failure is reported, and the next round tries again. */
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
