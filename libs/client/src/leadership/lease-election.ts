import type { Environment, Timer, Unsubscribe } from '../environment/environment.js';
import { Lease, LEASE_MS } from '../environment/lease.js';
import { between } from '../environment/waiting.js';
import type { Candidate, Election } from './election.js';

const RENEW_MS = LEASE_MS / 4;

/** Leadership is a lease in localStorage, for browsers without Web Locks. A crashed tab keeps it for up to 10 s. */
export class LeaseElection implements Election {
  readonly #lease: Lease;
  #state: 'idle' | 'standing' | 'holding' = 'idle';
  #timer: Timer | undefined;
  #unsubscribe: Unsubscribe | undefined;

  constructor(
    private readonly environment: Environment,
    name: string,
    private readonly candidate: Candidate,
  ) {
    this.#lease = new Lease(environment, `${name}:lease`);
  }

  campaign(): void {
    if (this.#state !== 'idle') return;
    this.#state = 'standing';
    this.#unsubscribe = this.environment.storage?.onChange((key) => {
      if (this.#state === 'standing' && (key === null || key === this.#lease.key)) void this.#claim(false);
    });
    void this.#claim(false);
  }

  steal(): void {
    this.resign();
    this.#state = 'standing';
    void this.#claim(true);
  }

  resign(): void {
    this.#timer?.cancel();
    this.#unsubscribe?.();
    this.#state = 'idle';
    this.#lease.release();
  }

  async #claim(force: boolean): Promise<void> {
    this.#timer?.cancel();
    const isMine = await this.#lease.claim(force);
    // Meanwhile the tab may have resigned, or another claim of it may have succeeded.
    if (this.#state !== 'standing') return;
    if (isMine) return this.#hold();
    this.#timer?.cancel();
    this.#timer = this.environment.after(between(this.environment, 3_000, 5_000), () => void this.#claim(false));
  }

  #hold(): void {
    this.#state = 'holding';
    this.#renewLater();
    this.candidate.elected();
  }

  #renewLater(): void {
    this.#timer?.cancel();
    this.#timer = this.environment.after(RENEW_MS, () => {
      if (this.#lease.renew()) return this.#renewLater();
      this.#unsubscribe?.();
      this.#state = 'idle';
      this.candidate.deposed();
    });
  }
}
