import type { Clock, Timer } from '@bellhop/realtime';
import { DatabaseUnavailableError } from './database.errors.js';

export interface BreakerOptions {
  /** Asks the database whether it is there. Settles in bounded time. */
  readonly probe: () => Promise<unknown>;
  /** Between two probes, in milliseconds. */
  readonly probeEveryMs: number;
  /** Told when the database is held to be away, and when it answers again. */
  readonly onChange: (away: boolean) => void;
  readonly clock: Pick<Clock, 'after'>;
}

/** Failures one after the other. A single connection that breaks says nothing about the database. */
const FAILURES = 3;

/**
 * Knows whether the database is away, so that nobody has to find it out again by waiting for it.
 *
 * - *closed*: everything is let through. After 3 failures with no success between them it opens.
 * - *open*: everything is refused at once. It probes, at once and then every `probeEveryMs`; the first probe that is
 *   answered closes it. No request is risked for that, and the database is asked once a period however many wait.
 * - *stopped*: closed for good, nothing is probed any more.
 */
export class Breaker {
  #failures = 0;
  #state: 'closed' | 'open' | 'stopped' = 'closed';
  #next: Timer | undefined;

  constructor(private readonly options: BreakerOptions) {}

  /** @throws DatabaseUnavailableError while open */
  refuseWhileOpen(): void {
    if (this.#state === 'open') throw new DatabaseUnavailableError('the database is away');
  }

  /** The database has answered, if only to refuse something. */
  succeeded(): void {
    this.#failures = 0;
  }

  /** The database could not be reached, or did not answer in time. */
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
