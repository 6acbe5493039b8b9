import type { Clock } from '../time/clock.js';

/** What counts as lately, in milliseconds. */
const ACTIVITY_WINDOW_MS = 300_000;

/** Which organisations had something to do lately. Holds those and no others. */
export class OrgActivity {
  /** When each was last active, by the monotonic clock, in that order. */
  readonly #last = new Map<string, number>();

  constructor(private readonly clock: Pick<Clock, 'monotonic'>) {}

  touch(orgId: string): void {
    const now = this.clock.monotonic();
    // At the end already, or close enough: a busy org is moved once a second at most.
    if ((this.#last.get(orgId) ?? -Infinity) > now - 1_000) return;
    this.#last.delete(orgId);
    this.#last.set(orgId, now);
    this.#forgetOld(now);
  }

  has(orgId: string): boolean {
    return (this.#last.get(orgId) ?? -Infinity) >= this.clock.monotonic() - ACTIVITY_WINDOW_MS;
  }

  get size(): number {
    this.#forgetOld(this.clock.monotonic());
    return this.#last.size;
  }

  #forgetOld(now: number): void {
    for (const [orgId, at] of this.#last) {
      if (at >= now - ACTIVITY_WINDOW_MS) return;
      this.#last.delete(orgId);
    }
  }
}
