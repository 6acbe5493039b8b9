import type { Clock } from '@bellhop/realtime';
import type { Logger } from 'pino';
import type { Full } from './connection-table.js';

/** A line of the log at most so often, in milliseconds: whoever is refused comes again, and many do. */
const LINE_MS = 60_000;

/** What operators see of connections: counts for the metrics, and a line when some are refused. */
export class ConnectionReport {
  #counts: Readonly<Record<Full, number>> = { network: 0, total: 0 };
  /** As of the last line. */
  #told = this.#counts;
  #toldAt = -Infinity;
  #shed = 0;
  #open = (): number => 0;

  constructor(
    private readonly logger: Pick<Logger, 'warn'>,
    private readonly clock: Pick<Clock, 'monotonic'>,
  ) {}

  /** Connections refused since the start, by what there were too many of. */
  get refusedTotal(): Readonly<Record<Full, number>> {
    return this.#counts;
  }

  /** Idle connections closed since the start, to let others in. */
  get shedTotal(): number {
    return this.#shed;
  }

  /** Connections now. */
  get open(): number {
    return this.#open();
  }

  /** Has `open` asked for how many there are. */
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
      'connections refused: too many are open of their address, or in all',
    );
  }
}
