import type { DeliveryReports } from '../delivery/delivery-reports.js';
import type { DeliveryStore } from '../delivery/delivery-store.js';
import { DeliveryWorker, type DeliveryWorkerDeps, type DeliveryWorkerOptions } from '../delivery/delivery-worker.js';
import {
  defineSubscription,
  type DurableHandler,
  type DurableSubscriberOptions,
  SubscriptionRegistry,
} from '../delivery/subscription.js';
import { defineDomain } from '../events/domain-definition.js';
import { newEventId } from '../events/event-id.js';
import { type Clock, systemClock } from '../time/clock.js';

/** Reports that ignore everything. */
export const NO_REPORTS: DeliveryReports = {
  retry: () => undefined,
  deadLetter: () => undefined,
  gap: () => undefined,
  rewound: () => undefined,
  stuck: () => undefined,
  leaseLost: () => undefined,
  error: () => undefined,
};

export interface DigestWorkerDeps {
  readonly log: DeliveryWorkerDeps['log'];
  readonly store: DeliveryStore;
  readonly handle: DurableHandler;
  /** @default the system's */
  readonly clock?: Clock;
  /** The reports that the test reads. */
  readonly reports?: Partial<DeliveryReports>;
  readonly subscriber?: Partial<Omit<DurableSubscriberOptions, 'name'>>;
}

/** A worker with a single durable subscriber, `digest`, for the events of `orders`. */
export function digestWorker(
  { log, store, handle, clock = systemClock, reports, subscriber }: DigestWorkerDeps,
  options?: DeliveryWorkerOptions,
): DeliveryWorker {
  const subscriptions = new SubscriptionRegistry(new Map([['orders', defineDomain('orders', { OrderMade: {} })]]));
  subscriptions.add(defineSubscription({ name: 'digest', events: 'orders.*', ...subscriber }, handle));
  const newId = (): string => newEventId(clock.now());
  return new DeliveryWorker(
    { log, store, subscriptions, clock, newId, reports: { ...NO_REPORTS, ...reports } },
    options,
  );
}
