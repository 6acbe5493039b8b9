import 'reflect-metadata';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { DurableEvent } from '@bellhop/protocol';
import { Inject, Injectable, type Provider, Scope } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test, type TestingModule } from '@nestjs/testing';
import { defineDomain } from '../events/domain-definition.js';
import { DurableSubscriberAccessor } from './durable-subscriber.accessor.js';
import { DurableSubscriber } from './durable-subscriber.decorator.js';
import { DurableSubscriberExplorer } from './durable-subscriber.explorer.js';
import {
  defineSubscription,
  type DeliveryContext,
  type DurableSubscriberOptions,
  SubscriptionRegistry,
} from './subscription.js';

const domains = new Map(['orders', 'payments'].map((name) => [name, defineDomain(name, { Created: {} })] as const));
const EVENT = { eventType: 'Created', domain: 'orders' } as DurableEvent<'Created', { title: string }>;
const CONTEXT: DeliveryContext = { attempt: 1, signal: new AbortController().signal };

@Injectable()
class Digest {
  readonly got: unknown[] = [];

  @DurableSubscriber({ name: 'digest', events: 'orders.*', maxAttempts: 3 })
  async onOrder(event: DurableEvent<'Created', { title: string }>, context: DeliveryContext): Promise<void> {
    this.got.push([event, context]);
  }

  @DurableSubscriber({ name: 'digest.money', events: ['payments.Created'], from: 'start' })
  async onMoney(): Promise<void> {
    this.got.push('money');
  }

  async other(): Promise<void> {
    this.got.push('never');
  }
}

describe('@DurableSubscriber', () => {
  let app: TestingModule | undefined;
  afterEach(() => app?.close());

  const explored = async (...providers: Provider[]): Promise<SubscriptionRegistry> => {
    const registry = new SubscriptionRegistry(domains);
    const all = [
      { provide: SubscriptionRegistry, useValue: registry },
      DurableSubscriberAccessor,
      DurableSubscriberExplorer,
    ];
    app = await Test.createTestingModule({ imports: [DiscoveryModule], providers: [...all, ...providers] }).compile();
    app.get(DurableSubscriberExplorer).explore();
    return registry;
  };
  /** A provider with one subscriber with these options. */
  const subscriberOf = (options: DurableSubscriberOptions, scope = Scope.DEFAULT): Provider => {
    @Injectable({ scope })
    class Subscriber {
      @DurableSubscriber(options)
      async on(): Promise<void> {}
    }
    return Subscriber;
  };

  it('is found on every provider, once, and called on its instance', async () => {
    const registry = await explored(Digest, { provide: 'alias', useExisting: Digest });
    expect(registry.names).toEqual(['digest', 'digest.money']);
    const digest = registry.get('digest');
    expect(digest).toMatchObject({
      from: 'head',
      maxAttempts: 3,
      timeoutMs: 30_000,
      backoff: { firstMs: 200, maxMs: 30_000 },
    });
    expect(registry.get('digest.money')).toMatchObject({ from: 'start', maxAttempts: 8 });
    await digest?.handle(EVENT, CONTEXT);
    await registry.get('digest.money')?.handle(EVENT, CONTEXT);
    expect(app?.get(Digest).got).toEqual([[EVENT, CONTEXT], 'money']);
  });

  it('must have a unique name', async () => {
    const twice = explored(Digest, subscriberOf({ name: 'digest', events: 'orders.*' }));
    await expect(twice).rejects.toMatchObject({
      code: 'duplicate_subscriber',
      message: expect.stringContaining('"digest"'),
    });
  });

  it.each([
    ['nothing.*', 'names no registered domain'],
    ['orders.Creatd', 'names no event type of domain "orders"'],
  ] as const)('must name existing events: not %s', async (events, message) => {
    const unknown = explored(subscriberOf({ name: 'typo', events }));
    await expect(unknown).rejects.toMatchObject({
      code: 'invalid_subscriber',
      message: expect.stringContaining(message),
    });
  });

  it('must be on a singleton', async () => {
    const scoped = explored(subscriberOf({ name: 'scoped', events: 'orders.*' }, Scope.REQUEST));
    await expect(scoped).rejects.toMatchObject({
      code: 'invalid_subscriber',
      message: expect.stringContaining('singleton'),
    });
  });

  it('must be on a singleton, including all dependencies', async () => {
    @Injectable()
    class Around {
      constructor(@Inject('scoped') readonly scoped: unknown) {}

      @DurableSubscriber({ name: 'around', events: 'orders.*' })
      async on(): Promise<void> {}
    }
    const scoped = explored(Around, { provide: 'scoped', useFactory: () => ({}), scope: Scope.REQUEST });
    await expect(scoped).rejects.toMatchObject({ code: 'invalid_subscriber' });
  });

  it.each<Partial<Record<keyof DurableSubscriberOptions, unknown>>>([
    { name: '' },
    { name: 'Digest' },
    { name: 'x'.repeat(64) },
    { name: 'a\nb' },
    { name: undefined },
    { events: [] },
    { events: 'orders' },
    { events: 'orders.' },
    { events: '*' },
    { events: 'orders.Created.again' },
    { maxAttempts: 0 },
    { timeoutMs: 1.5 },
    { backoff: { firstMs: 0 } },
    { backoff: { maxMs: Infinity } },
  ])('rejects %j', (options) => {
    const given = { name: 'digest', events: 'orders.*', ...options } as DurableSubscriberOptions;
    expect(() => defineSubscription(given, () => Promise.resolve())).toThrow(
      expect.objectContaining({ name: 'RealtimeError', code: 'invalid_subscriber' }),
    );
  });
});
