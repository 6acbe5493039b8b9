import type { RealtimeClient, Timer } from '@bellhop/client';
import type { LiveEnvironment } from '../environment/live-environment.js';

/** How long what is shown may be without a connection before it is read again, in milliseconds. */
const WITHOUT_CONNECTION_MS = 60_000;
/** Browsers that lost the same server do not all come back in the same moment: up to this later, in milliseconds. */
const SPREAD_MS = 5_000;

/** Reads everything again every 60 to 65 s for as long as there is no connection to tell what happens. */
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
