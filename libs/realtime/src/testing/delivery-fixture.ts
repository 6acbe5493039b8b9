import type { DurableEvent } from '@bellhop/protocol';
import type { DeliveryGap } from '../delivery/delivery-reports.js';
import { DeliveryWorker, type DeliveryWorkerOptions } from '../delivery/delivery-worker.js';
import { MemoryDeliveryStore } from '../delivery/memory.delivery-store.js';
import {
  defineSubscription,
  type DeliveryContext,
  type DurableSubscriberOptions,
  SubscriptionRegistry,
} from '../delivery/subscription.js';
import { defineDomain } from '../events/domain-definition.js';
import type { LogRecord } from '../log/event-log.js';
import { MemoryEventLog } from '../log/memory.event-log.js';
import { unlogged } from './records.js';
import { SimulatedClock } from './simulated-clock.js';

const domains = new Map(
  ['orders', 'payments'].map((name) => [name, defineDomain(name, { Created: {}, Changed: {} })] as const),
);

/** Lets every promise settle that can. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A handler call that ends as the test says. */
export interface Call extends DeliveryContext {
  readonly event: DurableEvent;
  succeed(): void;
  fail(error?: Error): void;
}

/** Durable delivery over a log and a store in memory, on a simulated clock. Its workers share them. */
export class DeliveryFixture {
  readonly clock = new SimulatedClock();
  readonly log = new MemoryEventLog(() => 'e', undefined, this.clock);
  /** How far the store's clock is ahead of the worker's, in milliseconds: the time that this process was suspended. */
  slept = 0;
  readonly store = new MemoryDeliveryStore(this.log, {
    now: () => this.clock.now(),
    monotonic: () => this.clock.monotonic() + this.slept,
  });
  readonly calls: Call[] = [];
  readonly gaps: DeliveryGap[] = [];
  readonly delays: number[] = [];
  readonly errors: unknown[] = [];
  readonly lost: string[] = [];
  readonly rewound: unknown[] = [];
  readonly stuck: unknown[] = [];
  #made = 0;

  worker(
    subscribers: readonly (Partial<DurableSubscriberOptions> & {
      handle?: (event: DurableEvent) => Promise<void>;
    })[] = [{}],
    options: DeliveryWorkerOptions = {},
    random = 0.999999,
  ): DeliveryWorker {
    const subscriptions = new SubscriptionRegistry(domains);
    for (const { handle, ...rest } of subscribers) {
      const options = { name: 'digest', events: 'orders.*', ...rest } as const;
      subscriptions.add(defineSubscription(options, (event, context) => handle?.(event) ?? this.#call(event, context)));
    }
    return new DeliveryWorker(
      {
        log: this.log,
        store: this.store,
        subscriptions,
        clock: this.clock,
        newId: () => `id-${(this.#made += 1)}`,
        random: () => random,
        reports: {
          retry: (_partition, _seq, _failures, delayMs) => this.delays.push(delayMs),
          deadLetter: () => undefined,
          gap: (gap) => this.gaps.push(gap),
          rewound: (partition, from, to) => this.rewound.push([partition.orgId, from, to]),
          stuck: (subscription, calls) => this.stuck.push([subscription, calls]),
          leaseLost: (partition) => this.lost.push(partition.orgId),
          error: (error) => this.errors.push(error),
        },
      },
      options,
    );
  }

  commit(orgId = 'org', count = 1, domain = 'orders', eventType = 'Created'): Promise<readonly LogRecord[]> {
    const event = { domain, eventType, payloadJson: '{"room":7}' };
    return this.log.commit(Array.from({ length: count }, () => unlogged(orgId, event)));
  }

  /** Advances time in small steps, so that due work and what it starts runs before the next step. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 500) {
      this.clock.advance(Math.min(left, 500));
      await settle();
    }
  }

  /** Stops workers, even if their handlers never finish. */
  async stop(...workers: readonly DeliveryWorker[]): Promise<void> {
    const stopped = Promise.all(workers.map((worker) => worker.stop()));
    await settle();
    await this.pass(5_000);
    await stopped;
  }

  async position(orgId = 'org', subscription = 'digest'): Promise<number> {
    const { partitions } = await this.store.backlog([subscription], undefined, 1_000);
    const { head } = await this.log.bounds(orgId);
    return partitions.find((partition) => partition.orgId === orgId)?.position ?? head;
  }

  get seqs(): number[] {
    return this.calls.map(({ event }) => event.seq);
  }

  #call(event: DurableEvent, context: DeliveryContext): Promise<void> {
    return new Promise((resolve, reject) => {
      this.calls.push({
        ...context,
        event,
        succeed: resolve,
        fail: (error = new Error('no')) => reject(error),
      });
    });
  }
}
