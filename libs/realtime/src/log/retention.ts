import type { Clock, Timer } from '../time/clock.js';
import type { EventLog } from './event-log.js';

export interface RetentionOptions {
  /** How long an event can be replayed, in milliseconds. */
  readonly retentionMs: number;
  /** How often the log is cleaned, in milliseconds. @default 60_000 */
  readonly periodMs?: number;
  /** Events removed per statement: small, so that no statement holds its locks for long. @default 1_000 */
  readonly stepSize?: number;
  /** Forgets what else is of no use once the events before `olderThan` (Unix ms) are gone. */
  readonly alsoForget?: (olderThan: number) => Promise<void>;
}

/** Removes expired events from the log in small steps. */
export class Retention {
  #timer: Timer | undefined;
  #running = false;
  #purged = 0;

  constructor(
    private readonly log: Pick<EventLog<unknown>, 'purge'>,
    private readonly clock: Clock,
    private readonly options: RetentionOptions,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Events removed since the start. */
  get purgedTotal(): number {
    return this.#purged;
  }

  start(): void {
    this.#timer ??= this.clock.every(this.options.periodMs ?? 60_000, () => void this.clean());
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** One round: steps until nothing more is due. A failure is reported and the next round tries again. */
  async clean(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    const { retentionMs, stepSize = 1_000 } = this.options;
    try {
      for (;;) {
        const purged = await this.log.purge(this.clock.now() - retentionMs, stepSize);
        this.#purged += purged;
        if (purged < stepSize) break;
        // Give writers their turn between two steps.
        await new Promise<void>((resolve) => this.clock.defer(resolve));
      }
      await this.options.alsoForget?.(this.clock.now() - retentionMs);
    } catch (error) {
      this.onError(error);
    } finally {
      this.#running = false;
    }
  }
}
