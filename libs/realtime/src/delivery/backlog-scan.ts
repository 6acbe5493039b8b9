import type { DeliveryStore, Partition } from './delivery-store.js';
import type { SubscriptionRegistry } from './subscription.js';

/** Goes through all orgs in the store, some at a time, and adds up how far each subscription is behind. */
export class BacklogScan {
  #from: string | undefined;
  #lagSoFar = new Map<string, number>();
  #lag: ReadonlyMap<string, number> = new Map();

  constructor(
    private readonly store: Pick<DeliveryStore, 'backlog'>,
    private readonly subscriptions: Pick<SubscriptionRegistry, 'names'>,
    private readonly orgsPerScan: number,
  ) {}

  /** Subscription → undelivered events over all orgs and instances, as of the last complete round. */
  get lag(): ReadonlyMap<string, number> {
    return this.#lag;
  }

  /** Reads the next orgs. After a failure, the next call reads the same ones. */
  async next(): Promise<{ readonly claimable: readonly Partition[]; readonly hasMore: boolean }> {
    const { names } = this.subscriptions;
    const { partitions, next } = await this.store.backlog(names, this.#from, this.orgsPerScan);
    if (this.#from === undefined) this.#lagSoFar = new Map(names.map((name) => [name, 0]));
    for (const { subscription, head, position } of partitions) {
      const behind = Math.max(0, head - position);
      this.#lagSoFar.set(subscription, (this.#lagSoFar.get(subscription) ?? 0) + behind);
    }
    this.#from = next;
    if (next === undefined) this.#lag = this.#lagSoFar;
    return { claimable: partitions.filter(({ leased }) => !leased), hasMore: next !== undefined };
  }
}
