import type { Environment, LockOptions, TabLocks, Timer } from '../environment/environment.js';
import type { Candidate, Election } from './election.js';

/** Delay after the browser denied a request, in milliseconds. */
const TRY_AGAIN_MS = 1_000;

interface Turn {
  readonly wait: AbortController;
  held: boolean;
  release: () => void;
}

/** Leadership is a Web Lock, held as long as the tab leads. The browser passes it on when the tab is gone. */
export class LockElection implements Election {
  #turn: Turn | undefined;
  #again: Timer | undefined;

  constructor(
    private readonly environment: Environment,
    private readonly locks: TabLocks,
    private readonly name: string,
    private readonly candidate: Candidate,
  ) {}

  campaign(): void {
    if (this.#turn) return;
    const wait = new AbortController();
    void this.#request(wait, { signal: wait.signal });
  }

  steal(): void {
    this.resign();
    void this.#request(new AbortController(), { steal: true });
  }

  resign(): void {
    this.#again?.cancel();
    const turn = this.#turn;
    this.#turn = undefined;
    turn?.wait.abort();
    turn?.release();
  }

  async #request(wait: AbortController, options: LockOptions): Promise<void> {
    const turn: Turn = { wait, held: false, release: () => undefined };
    this.#turn = turn;
    try {
      await this.locks.request(this.name, options, () => this.#hold(turn));
    } catch {
      // Stolen, or denied to an unloading page.
    }
    if (this.#turn !== turn) return;
    this.#turn = undefined;
    if (turn.held) return this.candidate.deposed();
    this.#again = this.environment.after(TRY_AGAIN_MS, () => this.campaign());
  }

  async #hold(turn: Turn): Promise<void> {
    if (this.#turn !== turn) return;
    turn.held = true;
    const released = new Promise<void>((resolve) => (turn.release = resolve));
    this.candidate.elected();
    await released;
  }
}
