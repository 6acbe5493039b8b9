import type { Ending, TransportKind } from './transport.js';

/** What may be used: one of them, or whichever comes through. */
export type TransportPreference = TransportKind | 'auto';

/** When a stream is tried again after one that did not come through; doubled each time, up to the longest. */
const FIRST_PROBE_MS = 15_000;
const LONGEST_PROBE_MS = 300_000;
/** Streams in a row that did not open, whatever for, until polling is tried instead. */
const STREAMS_UNTIL_POLL = 3;

/**
 * Which transport comes next. A stream is always preferred. Long-poll is for when nothing comes through it (a proxy keeps
 * it back), when it breaks each time before it opens, or when the server asks for it; a stream is probed again later.
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

  /** Whether the next stream is a try: polling works meanwhile, so it should not take long. */
  get isProbing(): boolean {
    return this.#probeAt !== undefined;
  }

  get isProbeDue(): boolean {
    return this.preference === 'auto' && this.#probeAt !== undefined && this.now() >= this.#probeAt;
  }

  /** The stream's first frame came. */
  opened(kind: TransportKind): void {
    this.#unopened = 0;
    if (kind !== 'long-poll') this.#probeAt = undefined;
  }

  /** A heartbeat came in its time: nothing keeps this stream back. */
  streams(): void {
    this.#probeInMs = FIRST_PROBE_MS;
  }

  /** @param retryMs the least time until a stream may be tried again */
  ended(kind: TransportKind, ending: Ending, opened: boolean, retryMs: number): void {
    if (kind === 'long-poll') return this.#pollEnded(ending);
    if (!opened && ending.how !== 'aborted' && ending.how !== 'suspended') this.#unopened += 1;
    const isKeptBack =
      ending.how === 'silent' || ending.how === 'unusable' || (ending.how === 'bye' && ending.reason === 'transport');
    if (!isKeptBack && !this.isProbing && this.#unopened < STREAMS_UNTIL_POLL) return;
    this.#probeAt = this.now() + Math.max(this.#probeInMs, retryMs);
    this.#probeInMs = Math.min(2 * this.#probeInMs, LONGEST_PROBE_MS);
  }

  /** Polling fails as well: it is not that streams are kept back. */
  #pollEnded({ how }: Ending): void {
    if (how !== 'network' && how !== 'refused') return;
    this.#probeAt = undefined;
    this.#probeInMs = FIRST_PROBE_MS;
    this.#unopened = 0;
  }
}
