import type { Clock } from '../time/clock.js';

/** How long an org counts as active, in milliseconds. */
const ACTIVITY_WINDOW_MS = 300_000;

/** The orgs that were active recently. Others take no memory. */
export class OrgActivity {
  /** Time of last activity by the monotonic clock, oldest first. */
  readonly #last = new Map<string, number>();

  constructor(private readonly clock: Pick<Clock, 'monotonic'>) {}

  touch(orgId: string): void {
    const now = this.clock.monotonic();
    // At the end already, or close enough: a busy org moves at most once a second.
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
