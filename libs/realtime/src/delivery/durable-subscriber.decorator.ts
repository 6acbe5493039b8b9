import type { DurableEvent } from '@bellhop/protocol';
import { SetMetadata } from '@nestjs/common';
import type { DeliveryContext, DurableSubscriberOptions } from './subscription.js';

export const DURABLE_SUBSCRIBER = 'bellhop:durable-subscriber';

/** A method, so that a handler may declare the single type of event that its pattern matches. */
interface Handlers {
  handle(event: DurableEvent, context: DeliveryContext): Promise<void>;
}

/**
 * Feeds a provider's method the events of other domains: each at least once, in order per org, across crashes and with
 * several instances. Found at start; the provider must be a singleton.
 *
 *     @DurableSubscriber({ name: 'order-digest', events: ['orders.OrderPaid'] })
 *     async onPaid(event: DurableEvent<'OrderPaid', Order>, { signal }: DeliveryContext): Promise<void> { … }
 *
 * It may get an event twice, so make it idempotent, for example by `eventId`.
 */
export const DurableSubscriber =
  (options: DurableSubscriberOptions) =>
  <H extends Handlers['handle']>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<H>,
  ): void => {
    SetMetadata(DURABLE_SUBSCRIBER, options)(target, key, descriptor);
  };
