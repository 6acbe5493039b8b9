import type { Clock } from '../time/clock.js';
import type { DeliveryReports } from './delivery-reports.js';
import type { DeliveryStore } from './delivery-store.js';
import type { PartitionConsumer } from './partition-consumer.js';

export interface LeaseRenewalDeps {
  readonly store: Pick<DeliveryStore, 'renew'>;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly reports: Pick<DeliveryReports, 'error'>;
}

/** Returns the time between two renewals, in milliseconds: there are three in a lease. */
export const renewalMs = (leaseMs: number): number => Math.ceil(leaseMs / 3);

/**
 * Renews the leases of running partitions. A partition no longer held is cancelled at once, and so is one whose lease
 * could expire before the next renewal, because the store did not answer or this process stood still: repeating an
 * event is better than handling it beside the next holder.
 */
export async function renewLeases(
  runs: readonly Pick<PartitionConsumer, 'claim' | 'heldUntil' | 'lose' | 'renewed'>[],
  leaseMs: number,
  { store, clock, reports }: LeaseRenewalDeps,
): Promise<void> {
  const askedAt = clock.monotonic();
  for (const run of runs) if (run.claim && run.heldUntil < askedAt + renewalMs(leaseMs)) run.lose();
  const claims = runs.flatMap(({ claim }) => claim ?? []);
  if (claims.length === 0) return;
  try {
    const held = new Set(await store.renew(claims, leaseMs));
    for (const run of runs) {
      // Ignores claims made or released while the store was asked.
      if (!run.claim || !claims.includes(run.claim)) continue;
      if (held.has(run.claim)) run.renewed(askedAt);
      else run.lose();
    }
  } catch (error) {
    reports.error(error);
  }
}
