import type { Gap } from '@bellhop/contracts';
import type { ChannelLease } from '../channels/channel-registry.js';
import { Segment } from '../channels/encoding.js';
import type { Frame, Signal } from '../channels/frame.js';
import type { Selection } from '../channels/selection.js';
import { type Sink, Subscriber } from '../channels/subscriber.js';
import type { View } from '../channels/view.js';
import type { Timer } from '../time/clock.js';
import type { TimerWheel } from '../time/timer-wheel.js';

/** Events in one answer. */
export const POLL_LIMIT = 200;

export interface PollRequest {
  readonly view: View;
  readonly cursor: string | undefined;
  /** How long to wait for a first event, in milliseconds. */
  readonly timeoutMs: number;
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal;
}

/** An answer as JSON text (`PollAnswer` of the contracts), and where it leaves the client. */
export interface PollResult {
  /** In pieces, of which the events are shared with every other reader. */
  readonly body: readonly Segment[];
  readonly position: number;
}

/** One long-poll: a subscriber whose sink answers with the first events it is given. */
class Poll implements Sink {
  readonly #subscriber: Subscriber;
  readonly #events: (Frame | Signal)[] = [];
  #timer: Timer | undefined;
  #settle: ((result: PollResult | undefined) => void) | undefined;
  #waiting = false;

  constructor(
    private readonly lease: ChannelLease,
    view: View,
    position: number,
    private readonly mayWait: () => boolean,
  ) {
    this.#subscriber = new Subscriber(lease.channel, view, position, this);
  }

  /** Resolves to `undefined` when the client went away. */
  answer(wheel: TimerWheel, timeoutMs: number, signal: AbortSignal): Promise<PollResult | undefined> {
    return new Promise((resolve) => {
      this.#settle = resolve;
      const onAbort = (): void => this.end(undefined);
      signal.addEventListener('abort', onAbort, { once: true });
      this.#timer = wheel.after(timeoutMs, () => this.end(this.result()));
      if (signal.aborted) onAbort();
      else this.#subscriber.start();
    });
  }

  deliver({ events }: Selection): boolean {
    this.#events.push(...events);
    // One more than the limit, so that `more` is said only where there is more.
    if (this.#events.length > POLL_LIMIT || this.#waiting) this.end(this.result());
    return this.#settle !== undefined;
  }

  gap(gap: Gap): boolean {
    // What was read before the gap is lost to the order: the client refetches, which gives it too.
    this.end({ body: gapBody(gap), position: this.#subscriber.position });
    return false;
  }

  caughtUp(): void {
    if (this.#events.length > 0 || !this.mayWait()) this.end(this.result());
    else if (this.#settle && !this.#waiting) {
      this.#waiting = true;
      this.lease.waiters += 1;
    }
  }

  /** Answers with what there is. */
  finish(): void {
    this.end(this.result());
  }

  private result(): PollResult {
    const more = this.#events.length > POLL_LIMIT;
    const events = more ? this.#events.slice(0, POLL_LIMIT) : this.#events;
    const position = more ? lastSeq(events) : this.#subscriber.position;
    const cursor = this.lease.channel.cursorAt(position);
    const body = [OPENING];
    events.forEach((event, index) => body.push(...(index > 0 ? [COMMA] : []), event.json));
    body.push(new Segment(`],"cursor":"${cursor}"${more ? ',"more":true' : ''}}`));
    return { body, position };
  }

  private end(result: PollResult | undefined): void {
    const settle = this.#settle;
    if (!settle) return;
    this.#settle = undefined;
    this.#timer?.cancel();
    this.#subscriber.close();
    if (this.#waiting) this.lease.waiters -= 1;
    settle(result);
  }
}

const lastSeq = (events: readonly (Frame | Signal)[]): number =>
  events.findLast(({ seq }) => seq !== undefined)?.seq ?? 0;

const OPENING = new Segment('{"events":[');
const COMMA = new Segment(',');

function gapBody(gap: Gap): readonly Segment[] {
  return [new Segment(JSON.stringify({ events: [], cursor: gap.cursor, gap }))];
}

/** The long-poll door: every poll of this process that waits. */
export class PollDoor {
  readonly #polls = new Set<Poll>();
  #draining = false;

  constructor(
    private readonly wheel: TimerWheel,
    private readonly maxWaitersPerOrg: number,
  ) {}

  /** Polls that have not been answered. */
  get size(): number {
    return this.#polls.size;
  }

  /** Answers at once when there is something to give, else waits. `undefined`: the client went away. */
  async answer(lease: ChannelLease, { view, cursor, timeoutMs, signal }: PollRequest): Promise<PollResult | undefined> {
    const start = await lease.channel.resolve(cursor, view);
    if (start.gap) return { body: gapBody(start.gap), position: start.position };
    return this.answerFrom(lease, start.position, view, timeoutMs, signal);
  }

  /** The same, from a place in the log that is known to be good. */
  async answerFrom(
    lease: ChannelLease,
    position: number,
    view: View,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<PollResult | undefined> {
    const poll = new Poll(lease, view, position, () => !this.#draining && lease.waiters < this.maxWaitersPerOrg);
    this.#polls.add(poll);
    try {
      return await poll.answer(this.wheel, timeoutMs, signal);
    } finally {
      this.#polls.delete(poll);
    }
  }

  /** Answers every waiting poll with what there is, and lets none wait any more. */
  drain(): void {
    this.#draining = true;
    for (const poll of [...this.#polls]) poll.finish();
  }
}
