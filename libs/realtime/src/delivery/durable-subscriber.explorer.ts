import { Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { RealtimeError } from '../errors/realtime.errors.js';
import { DurableSubscriberAccessor } from './durable-subscriber.accessor.js';
import { defineSubscription, type DurableHandler, SubscriptionRegistry } from './subscription.js';

type Wrapper = ReturnType<DiscoveryService['getProviders']>[number];

/** Finds the application's durable subscribers. */
@Injectable()
export class DurableSubscriberExplorer {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly accessor: DurableSubscriberAccessor,
    private readonly subscriptions: SubscriptionRegistry,
  ) {}

  /**
   * Registers every decorated method. Call it once, when all modules and domains are loaded.
   * @throws RealtimeError `invalid_subscriber`, `duplicate_subscriber`
   */
  explore(): void {
    for (const wrapper of [...this.discovery.getProviders(), ...this.discovery.getControllers()]) {
      if (!wrapper.isAlias) this.#wire(wrapper);
    }
  }

  #wire(wrapper: Wrapper): void {
    const instance: unknown = wrapper.instance;
    if (typeof instance !== 'object' || instance === null) return;
    const prototype: unknown = Object.getPrototypeOf(instance);
    if (typeof prototype !== 'object' || prototype === null) return;
    for (const key of this.scanner.getAllMethodNames(prototype)) {
      const method: unknown = Reflect.get(prototype, key);
      const options = this.accessor.optionsOf(method);
      if (!options) continue;
      if (!wrapper.isDependencyTreeStatic()) {
        throw new RealtimeError(
          'invalid_subscriber',
          `durable subscriber "${options.name}": ${String(wrapper.name)} must be a singleton: durable subscribers run outside of requests`,
        );
      }
      this.subscriptions.add(defineSubscription(options, (method as DurableHandler).bind(instance)));
    }
  }
}
