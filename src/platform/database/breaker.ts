import type { Clock, Timer } from '@bellhop/realtime';
import { DatabaseUnavailableError } from './database.errors.js';

export interface BreakerOptions {
  /** Checks whether the database responds. Settles in bounded time. */
  readonly probe: () => Promise<unknown>;
  /** Milliseconds between two probes. */
  readonly probeEveryMs: number;
  /** Called when the database is found unavailable, and when it responds again. */
  readonly onChange: (away: boolean) => void;
  readonly clock: Pick<Clock, 'after'>;
}

/** Consecutive failures that open the breaker. A single broken connection says nothing about the database. */
const FAILURES = 3;

/**
 * Tracks whether the database is available, so that requests do not each have to time out to find that it is not.
 *
 * - *closed*: everything passes. Opens after 3 failures without a success in between.
 * - *open*: everything is refused at once. Probes immediately and then every `probeEveryMs`; the first probe that succeeds
 *   closes it. Requests are not used as probes, and the database gets one probe per period however many requests wait.
 * - *stopped*: final; no more probes.
 */
export class Breaker {
  #failures = 0;
  #state: 'closed' | 'open' | 'stopped' = 'closed';
  #next: Timer | undefined;

  constructor(private readonly options: BreakerOptions) {}

  /** @throws DatabaseUnavailableError while open */
  refuseWhileOpen(): void {
    if (this.#state === 'open') throw new DatabaseUnavailableError('the database is unavailable');
  }

  /** Call when the database has responded, even with an error. */
  succeeded(): void {
    this.#failures = 0;
  }

  /** Call when the database could not be reached or did not respond in time. */
  failed(): void {
    this.#failures += 1;
    if (this.#state !== 'closed' || this.#failures < FAILURES) return;
    this.#state = 'open';
    this.options.onChange(true);
    void this.#probe();
  }

  stop(): void {
    this.#state = 'stopped';
    this.#next?.cancel();
  }

  async #probe(): Promise<void> {
    const answered = await this.options.probe().then(
      () => true,
      () => false,
    );
    if (this.#state !== 'open') return;
    if (answered) {
      this.#state = 'closed';
      this.#failures = 0;
      this.options.onChange(false);
    } else {
      this.#next = this.options.clock.after(this.options.probeEveryMs, () => void this.#probe());
    }
  }
}
