import type { DeliveryReports } from './delivery-reports.js';

/** Timed-out calls of one subscription's handler that may still run: more would take unbounded memory. */
const MAX_OVERDUE = 1_000;

export interface OverdueCallsDeps {
  readonly reports: Pick<DeliveryReports, 'stuck'>;
  /** Whether a subscription may start no further partition. */
  readonly block: (subscription: string, isBlocked: boolean) => void;
  /** Called when a call has ended after all. */
  readonly onEnd: () => void;
}

/** Counts timed-out calls of handlers until they end, and blocks a subscription that has too many. */
export class OverdueCalls {
  readonly #running = new Map<string, number>();

  constructor(private readonly deps: OverdueCallsDeps) {}

  add(subscription: string, settled: Promise<unknown>): void {
    const calls = this.#count(subscription, 1);
    if (calls === MAX_OVERDUE) this.deps.reports.stuck(subscription, calls);
    void settled.then(() => {
      this.#count(subscription, -1);
      this.deps.onEnd();
    });
  }

  #count(subscription: string, change: number): number {
    const calls = (this.#running.get(subscription) ?? 0) + change;
    this.#running.set(subscription, calls);
    this.deps.block(subscription, calls >= MAX_OVERDUE);
    return calls;
  }
}
