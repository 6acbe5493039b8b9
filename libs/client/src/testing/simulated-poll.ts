import type { PollResponse } from '@bellhop/protocol';
import type { Timer } from '../environment/environment.js';
import type { SimulatedClock } from './simulated-clock.js';
import type { Filter, SimulatedLog } from './simulated-log.js';
import type { SimulatedRequest } from './simulated-network.js';

const POLL_LIMIT = 200;

/** A waiting poll (PROTOCOL.md, "Long-poll"). */
export class SimulatedPoll {
  #timer: Timer | undefined;
  #settle: ((response: Response) => void) | undefined;
  #fail: ((error: Error) => void) | undefined;

  constructor(
    private readonly clock: SimulatedClock,
    private readonly log: SimulatedLog,
    private readonly request: SimulatedRequest,
    readonly filter: Filter,
    private readonly onEnd: () => void,
  ) {}

  /** The requesting tab. */
  get tab(): string {
    return this.request.tab;
  }

  wait(): Promise<Response> {
    return new Promise((resolve, reject) => {
      this.#settle = resolve;
      this.#fail = reject;
      const { query, signal } = this.request;
      signal.addEventListener('abort', () => this.cut());
      const { seq, events, gap } = this.log.read(query.get('cursor') ?? this.log.head, this.filter);
      if (gap) return this.answer({ gap, cursor: gap.cursor });
      const given = events.slice(0, POLL_LIMIT);
      const cursor = this.log.cursorAt(given.at(-1)?.seq ?? seq);
      if (events.length > POLL_LIMIT) return this.answer({ events: given, cursor, more: true });
      if (given.length > 0) return this.answer({ events: given });
      this.#timer = this.clock.after(Number(query.get('timeoutMs') ?? 25_000), () => this.answer({}));
    });
  }

  answer(answer: Partial<PollResponse>): void {
    this.#end();
    this.#settle?.(Response.json({ events: [], cursor: this.log.head, ...answer } satisfies PollResponse));
  }

  /** Breaks the connection. */
  cut(): void {
    this.#end();
    this.#fail?.(new TypeError('connection reset'));
  }

  #end(): void {
    this.#timer?.cancel();
    this.onEnd();
  }
}
