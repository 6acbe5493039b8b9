import type { ReaderKind } from './seat.js';

/** Readers of a kind that may be open at a time. */
export interface ReaderLimits {
  readonly perUser: number;
  readonly perOrg: number;
}

/** The readers of one org that are open, by kind: all together, and those of each user. */
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
