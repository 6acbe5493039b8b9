import type { Transport } from './registration.js';

/** Maximum number of open streams or polls. */
export interface SubscriberLimits {
  readonly perUser: number;
  readonly perOrg: number;
}

/** Counts open streams and polls of one org, in total and per user. */
export class SubscriberCount {
  readonly #perUser = { stream: new Map<string, number>(), poll: new Map<string, number>() };
  readonly #perOrg = { stream: 0, poll: 0 };

  of(transport: Transport, userId?: string): number {
    return userId === undefined ? this.#perOrg[transport] : (this.#perUser[transport].get(userId) ?? 0);
  }

  /** Why one more may not be opened; `undefined` if it may. */
  refusal(
    transport: Transport,
    userId: string,
    { perUser, perOrg }: SubscriberLimits,
  ): 'user-full' | 'org-full' | undefined {
    if (this.of(transport, userId) >= perUser) return 'user-full';
    return this.of(transport) >= perOrg ? 'org-full' : undefined;
  }

  change(transport: Transport, userId: string, by: 1 | -1): void {
    this.#perOrg[transport] += by;
    const users = this.#perUser[transport];
    const count = (users.get(userId) ?? 0) + by;
    if (count === 0) users.delete(userId);
    else users.set(userId, count);
  }
}
