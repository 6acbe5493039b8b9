import type { ReaderKind } from './seat.js';

/** Maximum number of open streams or polls. */
export interface ReaderLimits {
  readonly perUser: number;
  readonly perOrg: number;
}

/** Counts open streams and polls of one org, in total and per user. */
export class ReaderCount {
  readonly #perUser = { stream: new Map<string, number>(), poll: new Map<string, number>() };
  readonly #perOrg = { stream: 0, poll: 0 };

  of(kind: ReaderKind, userId?: string): number {
    return userId === undefined ? this.#perOrg[kind] : (this.#perUser[kind].get(userId) ?? 0);
  }

  /** Why one more may not be opened; `undefined` if it may. */
  refusal(kind: ReaderKind, userId: string, { perUser, perOrg }: ReaderLimits): 'user-full' | 'org-full' | undefined {
    if (this.of(kind, userId) >= perUser) return 'user-full';
    return this.of(kind) >= perOrg ? 'org-full' : undefined;
  }

  change(kind: ReaderKind, userId: string, by: 1 | -1): void {
    this.#perOrg[kind] += by;
    const users = this.#perUser[kind];
    const count = (users.get(userId) ?? 0) + by;
    if (count === 0) users.delete(userId);
    else users.set(userId, count);
  }
}
