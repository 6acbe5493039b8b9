import type { DurableEvent } from '@bellhop/protocol';
import { SetMetadata } from '@nestjs/common';
import type { DeliveryContext, DurableSubscriberOptions } from './subscription.js';

export const DURABLE_SUBSCRIBER = 'bellhop:durable-subscriber';

/** Written as a method so that a handler may ask for the one kind of event that its pattern lets through. */
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
 * It may see an event twice, so what it does must bear that: `eventId` tells.
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
