import type { RealtimeClient, Timer } from '@bellhop/client';
import type { LiveEnvironment } from '../environment/live-environment.js';

/** How long data may go without a connection before it is reloaded, in milliseconds. */
const WITHOUT_CONNECTION_MS = 60_000;
/** Random extra wait, in milliseconds, so that browsers that lost the same server do not all return at once. */
const SPREAD_MS = 5_000;

/** Reloads everything every 60 to 65 s while there is no connection. */
export class SafeRefetch {
  #timer: Timer | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(
    private readonly client: RealtimeClient,
    private readonly environment: LiveEnvironment,
    private readonly refetch: () => void,
  ) {}

  start(): void {
    this.#unsubscribe = this.client.subscribe(() => this.#look());
    this.#look();
  }

  stop(): void {
    this.#unsubscribe?.();
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #look(): void {
    const { status } = this.client.getSnapshot();
    const isBlind = status !== 'connected' && status !== 'signed-out';
    if (!isBlind) {
      this.#timer?.cancel();
      this.#timer = undefined;
    } else {
      this.#timer ??= this.environment.after(WITHOUT_CONNECTION_MS + this.environment.random() * SPREAD_MS, () => {
        this.#timer = undefined;
        this.refetch();
        this.#look();
      });
    }
  }
}
