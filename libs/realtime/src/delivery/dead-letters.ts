import type { DurableEvent } from '@bellhop/protocol';
import type { Clock } from '../time/clock.js';
import { Attempt } from './attempt.js';
import type { DeadLetter, DeliveryStore } from './delivery-store.js';
import { describeFailure, type HandlerFailure } from './handler-failure.js';
import type { SubscriptionRegistry } from './subscription.js';

/** What became of a dead letter that was sent again. */
export type Redelivery =
  /** Its subscriber has handled it; the letter is gone. */
  | { readonly kind: 'delivered' }
  /** It failed again; the letter stays, with this failure. */
  | { readonly kind: 'failed'; readonly failure: HandlerFailure }
  /** Somebody else sends it again right now. */
  | { readonly kind: 'taken' }
  /** The process has to go; the letter stays as it was. */
  | { readonly kind: 'cancelled' }
  /** No subscriber of that name is in this application any more. The letter can only be dropped. */
  | { readonly kind: 'no-subscriber'; readonly subscription: string }
  /** The org has no such letter. */
  | { readonly kind: 'unknown' };

/** Longer than any attempt, so that a letter is only free again when a process has died over it. */
const BEYOND_TIMEOUT_MS = 10_000;

/**
 * What an operator does about events that could not be delivered. A letter that is sent again comes late, after events
 * that followed it, and beside what its subscriber is handling for that org now.
 */
export class DeadLetters {
  readonly #underWay = new Set<Attempt>();

  constructor(
    private readonly store: DeliveryStore,
    private readonly subscriptions: SubscriptionRegistry,
    private readonly clock: Clock,
  ) {}

  /** Oldest first. @param after the id of the last one seen */
  list(orgId: string, after: string | undefined, limit: number): Promise<readonly DeadLetter[]> {
    return this.store.deadLetters(orgId, after, limit);
  }

  /** Gives the event to its subscriber once more, and waits for it. */
  async redeliver(orgId: string, id: string): Promise<Redelivery> {
    const longest = Math.max(0, ...[...this.subscriptions].map(({ timeoutMs }) => timeoutMs));
    const letter = await this.store.takeDeadLetter(orgId, id, longest + BEYOND_TIMEOUT_MS);
    if (letter === undefined) return { kind: 'unknown' };
    if (letter === 'taken') return { kind: 'taken' };
    const subscription = this.subscriptions.get(letter.subscription);
    if (!subscription) {
      await this.store.returnDeadLetter(orgId, id);
      return { kind: 'no-subscriber', subscription: letter.subscription };
    }
    const attempt = new Attempt(this.clock, subscription);
    this.#underWay.add(attempt);
    const result = await attempt.run(() => JSON.parse(letter.eventJson) as DurableEvent, letter.attempts + 1);
    this.#underWay.delete(attempt);
    switch (result.kind) {
      case 'handled':
        await this.store.dropDeadLetter(orgId, id);
        return { kind: 'delivered' };
      case 'failed': {
        const failure = describeFailure(result.error);
        await this.store.returnDeadLetter(orgId, id, { failure, at: this.clock.now() });
        return { kind: 'failed', failure };
      }
      case 'cancelled':
        await this.store.returnDeadLetter(orgId, id);
        return { kind: 'cancelled' };
    }
  }

  /** `false`: the org has no such letter. */
  drop(orgId: string, id: string): Promise<boolean> {
    return this.store.dropDeadLetter(orgId, id);
  }

  /** Calls off what is under way. */
  stop(): void {
    for (const attempt of this.#underWay) attempt.cancel(new Error('the process is shutting down'));
  }
}
