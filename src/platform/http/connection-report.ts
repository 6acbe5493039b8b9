import type { Clock } from '@bellhop/realtime';
import type { Logger } from 'pino';
import type { Full } from './connection-table.js';

/** Least time between two log lines, in milliseconds: refused clients retry, and there are many. */
const LINE_MS = 60_000;

/** Connection counts for the metrics, and a log line when connections are refused. */
export class ConnectionReport {
  #counts: Readonly<Record<Full, number>> = { network: 0, total: 0 };
  /** Counts at the last log line. */
  #told = this.#counts;
  #toldAt = -Infinity;
  #shed = 0;
  #open = (): number => 0;

  constructor(
    private readonly logger: Pick<Logger, 'warn'>,
    private readonly clock: Pick<Clock, 'monotonic'>,
  ) {}

  /** Connections refused since the start, by the bound they exceeded. */
  get refusedTotal(): Readonly<Record<Full, number>> {
    return this.#counts;
  }

  /** Idle connections closed since the start to make room. */
  get shedTotal(): number {
    return this.#shed;
  }

  /** Connections open now. */
  get open(): number {
    return this.#open();
  }

  /** Sets the function that {@link open} reads. */
  counts(open: () => number): void {
    this.#open = open;
  }

  shed(): void {
    this.#shed += 1;
  }

  refused(full: Full): void {
    this.#counts = { ...this.#counts, [full]: this.#counts[full] + 1 };
    const now = this.clock.monotonic();
    if (now - this.#toldAt < LINE_MS) return;
    const network = this.#counts.network - this.#told.network;
    const total = this.#counts.total - this.#told.total;
    this.#told = this.#counts;
    this.#toldAt = now;
    this.logger.warn(
      { refused: { network, total }, open: this.open },
      'connections refused: too many open from one address, or in total',
    );
  }
}
