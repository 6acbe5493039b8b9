import type { Ending, TransportKind } from './transport.js';

/** A fixed transport, or whichever works. */
export type TransportPreference = TransportKind | 'auto';

/** First interval until a stream is probed again, in milliseconds; doubles each time, up to the longest. */
const FIRST_PROBE_MS = 15_000;
const LONGEST_PROBE_MS = 300_000;
/** Consecutive streams that failed to open, for any reason, before polling is tried. */
const STREAMS_UNTIL_POLL = 3;

/**
 * Chooses the next transport. A stream is always preferred. Long-poll is used if no events get through it (a proxy
 * buffers it), if it repeatedly breaks before it opens, or if the server asks for it; a stream is probed again later.
 */
export class TransportChoice {
  #probeAt: number | undefined;
  #probeInMs = FIRST_PROBE_MS;
  #unopened = 0;

  constructor(
    private readonly preference: TransportPreference,
    private readonly streaming: TransportKind,
    private readonly now: () => number,
  ) {}

  next(): TransportKind {
    if (this.preference !== 'auto') return this.preference;
    return this.#probeAt === undefined || this.isProbeDue ? this.streaming : 'long-poll';
  }

  /** Whether the next stream is a probe: polling works meanwhile, so it should not take long. */
  get isProbing(): boolean {
    return this.#probeAt !== undefined;
  }

  get isProbeDue(): boolean {
    return this.preference === 'auto' && this.#probeAt !== undefined && this.now() >= this.#probeAt;
  }

  /** The stream's first frame, or the first poll's response, arrived. */
  opened(kind: TransportKind): void {
    this.#unopened = 0;
    if (kind !== 'long-poll') this.#probeAt = undefined;
  }

  /** A heartbeat arrived on time: this stream is not buffered. */
  streams(): void {
    this.#probeInMs = FIRST_PROBE_MS;
  }

  /** @param retryMs minimum time until a stream may be tried again, in milliseconds */
  ended(kind: TransportKind, ending: Ending, opened: boolean, retryMs: number): void {
    if (kind === 'long-poll') return this.#pollEnded(ending);
    if (!opened && ending.how !== 'aborted' && ending.how !== 'suspended') this.#unopened += 1;
    const isKeptBack =
      ending.how === 'silent' || ending.how === 'unusable' || (ending.how === 'bye' && ending.reason === 'transport');
    if (!isKeptBack && !this.isProbing && this.#unopened < STREAMS_UNTIL_POLL) return;
    this.#probeAt = this.now() + Math.max(this.#probeInMs, retryMs);
    this.#probeInMs = Math.min(2 * this.#probeInMs, LONGEST_PROBE_MS);
  }

  /** Polling fails as well, so the problem is not that streams are buffered. */
  #pollEnded({ how }: Ending): void {
    if (how !== 'network' && how !== 'refused') return;
    this.#probeAt = undefined;
    this.#probeInMs = FIRST_PROBE_MS;
    this.#unopened = 0;
  }
}
