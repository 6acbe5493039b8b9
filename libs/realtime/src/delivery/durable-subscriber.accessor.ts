import { Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { DURABLE_SUBSCRIBER } from './durable-subscriber.decorator.js';
import type { DurableSubscriberOptions } from './subscription.js';

/** Reads the metadata of `@DurableSubscriber`. */
@Injectable()
export class DurableSubscriberAccessor {
  constructor(private readonly reflector: Reflector) {}

  /** Returns `undefined` for a method without the decorator, and for anything that is not a method. */
  optionsOf(method: unknown): DurableSubscriberOptions | undefined {
    if (typeof method !== 'function') return undefined;
    return this.reflector.get<DurableSubscriberOptions | undefined>(DURABLE_SUBSCRIBER, method);
  }
}
