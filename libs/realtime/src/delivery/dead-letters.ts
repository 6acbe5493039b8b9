import type { DurableEvent } from '@bellhop/protocol';
import type { Clock } from '../time/clock.js';
import { Attempt } from './attempt.js';
import type { DeadLetter, DeliveryStore } from './delivery-store.js';
import { describeFailure, type HandlerFailure } from './handler-failure.js';
import type { SubscriptionRegistry } from './subscription.js';

/** Outcome of a redelivery. */
export type Redelivery =
  /** The subscriber handled it; the dead letter is deleted. */
  | { readonly kind: 'delivered' }
  /** It failed again; the dead letter is kept, with this failure. */
  | { readonly kind: 'failed'; readonly failure: HandlerFailure }
  /** It is already being redelivered. */
  | { readonly kind: 'taken' }
  /** The process is shutting down; the dead letter is unchanged. */
  | { readonly kind: 'cancelled' }
  /** The application no longer has a subscriber of that name. The dead letter can only be dropped. */
  | { readonly kind: 'no-subscriber'; readonly subscription: string }
  /** The org has no such dead letter. */
  | { readonly kind: 'unknown' };

/** Added to the longest timeout, so that a dead letter becomes free early only if its process has died. */
const BEYOND_TIMEOUT_MS = 10_000;

/**
 * Lets operators redeliver or drop events that a subscriber failed on. A redelivered event arrives late, after events
 * that followed it, and possibly while the subscriber handles another of that org.
 */
export class DeadLetters {
  readonly #underWay = new Set<Attempt>();

  constructor(
    private readonly store: DeliveryStore,
    private readonly subscriptions: SubscriptionRegistry,
    private readonly clock: Clock,
  ) {}

  /** Returns them oldest first. @param after id of the last one seen */
  list(orgId: string, after: string | undefined, limit: number): Promise<readonly DeadLetter[]> {
    return this.store.deadLetters(orgId, after, limit);
  }

  /** Calls the subscriber with the event once more, and waits for the result. */
  async redeliver(orgId: string, id: string): Promise<Redelivery> {
    const longest = Math.max(0, ...[...this.subscriptions].map(({ timeoutMs }) => timeoutMs));
    const deadLetter = await this.store.takeDeadLetter(orgId, id, longest + BEYOND_TIMEOUT_MS);
    if (deadLetter === undefined) return { kind: 'unknown' };
    if (deadLetter === 'taken') return { kind: 'taken' };
    const subscription = this.subscriptions.get(deadLetter.subscription);
    if (!subscription) {
      await this.store.returnDeadLetter(orgId, id);
      return { kind: 'no-subscriber', subscription: deadLetter.subscription };
    }
    const attempt = new Attempt(this.clock, subscription);
    this.#underWay.add(attempt);
    const result = await attempt.run(() => JSON.parse(deadLetter.eventJson) as DurableEvent, deadLetter.attempts + 1);
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

  /** Deletes a dead letter. `false`: the org has no such one. */
  drop(orgId: string, id: string): Promise<boolean> {
    return this.store.dropDeadLetter(orgId, id);
  }

  /** Cancels redeliveries in progress. */
  stop(): void {
    for (const attempt of this.#underWay) attempt.cancel(new Error('the process is shutting down'));
  }
}
