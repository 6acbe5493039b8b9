import type { Access, Gap } from '@bellhop/protocol';
import type { AccessEnd, AccessListener } from '../channels/access.js';
import type { ChannelHandle } from '../channels/channel-registry.js';
import { Segment } from '../channels/encoding.js';
import type { Frame, EphemeralFrame } from '../channels/frame.js';
import type { CursorPosition, StartingPoint } from '../channels/cursor-resolver.js';
import type { Registration } from '../channels/registration.js';
import { Selection } from '../channels/selection.js';
import { type Connection, Subscriber } from '../channels/subscriber.js';
import type { RealtimeMetrics } from '../metrics/realtime-metrics.js';
import type { Timer } from '../time/clock.js';
import type { TimerWheel } from '../time/timer-wheel.js';

/** Maximum number of logged events per response, and of ephemeral ones. */
const POLL_LIMIT = 200;
/** Maximum payload text of a response's logged events, in UTF-16 units, unless the first alone exceeds it. */
const POLL_LENGTH = 1_048_576;

export interface PollRequest {
  readonly registration: Registration;
  readonly cursor: string | undefined;
  /** How long to wait for the first event, in milliseconds. */
  readonly timeoutMs: number;
  /** Aborted when the client disconnects. */
  readonly signal: AbortSignal;
}

/** A response as JSON text (`PollResponse` of the protocol), and the client's new position. */
export interface PollResult {
  /** In segments; those of the events are shared with all other subscribers. */
  readonly body: readonly Segment[];
  readonly position: CursorPosition;
  readonly how: PollEnding;
  /** The events returned; `undefined` if there are none. */
  readonly given?: Selection;
}

/**
 * How a poll ended: with events, a gap or changed rights; after its timeout; empty at once, because of too many waiters
 * of its org or a shutdown; or with its session.
 */
export type PollEnding = 'answered' | 'timeout' | 'refused' | 'shutdown' | AccessEnd;

/** One long-poll: a subscriber whose connection responds with the first events it receives. */
class Poll implements Connection, AccessListener {
  readonly #subscriber: Subscriber;
  readonly #frames: Frame[] = [];
  /** The newest event per key, in order of arrival. */
  readonly #ephemeral = new Map<string, EphemeralFrame>();
  #length = 0;
  #timer: Timer | undefined;
  #settle: ((result: PollResult | undefined) => void) | undefined;
  #fail: ((error: unknown) => void) | undefined;
  #waiting = false;
  #acceptedAt: number | undefined;
  #access: Access | undefined;

  constructor(
    private readonly handle: ChannelHandle,
    private readonly registration: Registration,
    start: StartingPoint,
    private readonly mayWait: () => boolean,
    private readonly metrics: RealtimeMetrics,
  ) {
    this.#subscriber = new Subscriber(handle.channel, registration, start, this);
  }

  /** Resolves to `undefined` if the client disconnected. */
  answer(wheel: TimerWheel, timeoutMs: number, signal: AbortSignal): Promise<PollResult | undefined> {
    return new Promise((resolve, reject) => {
      this.#settle = resolve;
      this.#fail = reject;
      const onAbort = (): void => this.#end(undefined);
      signal.addEventListener('abort', onAbort, { once: true });
      this.#timer = wheel.after(timeoutMs, () => this.#end(this.#result('timeout')));
      if (signal.aborted) onAbort();
      else this.registration.listen(this);
      this.#subscriber.start();
    });
  }

  deliver({ events, acceptedAt }: Selection): boolean {
    for (const event of events) this.#take(event);
    if (this.#waiting) this.#acceptedAt = acceptedAt;
    // One more than the limit, so that `more` is set only if there is more.
    const isFull = this.#frames.length > POLL_LIMIT || (this.#length > POLL_LENGTH && this.#frames.length > 1);
    if (isFull || this.#waiting) this.#end(this.#result('answered'));
    return this.#settle !== undefined;
  }

  gap(gap: Gap, missed: number): boolean {
    this.metrics.gapSent(gap, missed);
    // Events read before the gap are dropped: the refetch includes them.
    this.#end({ body: gapBody(gap), position: this.#subscriber.position, how: 'answered' });
    return false;
  }

  /** Responds at once with the events it has: the client must know its rights before the next poll. */
  accessChanged(access: Access): void {
    this.#access = access;
    this.#end(this.#result('answered'));
  }

  accessEnded(reason: AccessEnd): void {
    this.#end({ body: [], position: this.#subscriber.position, how: reason });
  }

  failed(error: unknown): void {
    const fail = this.#fail;
    this.#end(undefined);
    fail?.(error);
  }

  caughtUp(): void {
    if (this.#frames.length > 0 || this.#ephemeral.size > 0 || !this.mayWait()) this.#end(this.#result('refused'));
    else if (this.#settle && !this.#waiting) {
      this.#waiting = true;
      this.handle.waiters += 1;
    }
  }

  /** Responds with the events it has. */
  finish(): void {
    this.#end(this.#result('shutdown'));
  }

  #take(event: Frame | EphemeralFrame): void {
    if (event.seq !== undefined) {
      this.#frames.push(event);
      this.#length += event.length;
      return;
    }
    this.#ephemeral.delete(event.key);
    this.#ephemeral.set(event.key, event);
  }

  /** Returns how many frames fit into one response, at least one. */
  #fitting(): number {
    let length = 0;
    let count = 0;
    for (const frame of this.#frames) {
      length += frame.length;
      if (count > 0 && (count === POLL_LIMIT || length > POLL_LENGTH)) break;
      count += 1;
    }
    return count;
  }

  /** @param empty ending if there are no events */
  #result(empty: PollEnding): PollResult {
    const fitting = this.#fitting();
    const more = fitting < this.#frames.length;
    const frames = more ? this.#frames.slice(0, fitting) : this.#frames;
    const events = [...frames, ...[...this.#ephemeral.values()].slice(-POLL_LIMIT)];
    const last = frames.at(-1);
    const position = more && last ? last.position : this.#subscriber.position;
    const cursor = this.handle.channel.cursorAt(position);
    const body = [OPENING];
    events.forEach((event, index) => body.push(...(index > 0 ? [COMMA] : []), event.json));
    const access = this.#access ? `,"access":${JSON.stringify(this.#access)}` : '';
    body.push(new Segment(`],"cursor":"${cursor}"${access}${more ? ',"more":true' : ''}}`));
    if (events.length === 0) return { body, position, how: empty };
    return { body, position, how: 'answered', given: new Selection(events, this.#acceptedAt) };
  }

  #end(result: PollResult | undefined): void {
    const settle = this.#settle;
    if (!settle) return;
    this.#settle = undefined;
    this.#timer?.cancel();
    this.#subscriber.close();
    if (this.#waiting) this.handle.waiters -= 1;
    settle(result);
  }
}

const OPENING = new Segment('{"events":[');
const COMMA = new Segment(',');

function gapBody(gap: Gap): readonly Segment[] {
  return [new Segment(JSON.stringify({ events: [], cursor: gap.cursor, gap }))];
}

/** The long-poll handler: every waiting poll of this process. */
export class LongPollHandler {
  readonly #polls = new Set<Poll>();
  #draining = false;

  constructor(
    private readonly wheel: TimerWheel,
    private readonly maxWaitersPerOrg: number,
    private readonly metrics: RealtimeMetrics,
  ) {}

  /** Polls without a response yet. */
  get size(): number {
    return this.#polls.size;
  }

  /** Whether the server is shutting down. */
  get isDraining(): boolean {
    return this.#draining;
  }

  /** Responds at once if there are events, otherwise waits. `undefined`: the client disconnected. */
  async answer(
    handle: ChannelHandle,
    { registration, cursor, timeoutMs, signal }: PollRequest,
  ): Promise<PollResult | undefined> {
    const start = await handle.channel.resolve(cursor, registration.view);
    if (start.gap) {
      this.metrics.gapSent(start.gap);
      return { body: gapBody(start.gap), position: start.position, how: 'answered' };
    }
    return this.answerFrom(handle, start, registration, timeoutMs, signal);
  }

  /** Like {@link answer}, from a position that is known to be valid. */
  async answerFrom(
    handle: ChannelHandle,
    start: StartingPoint,
    registration: Registration,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<PollResult | undefined> {
    const mayWait = (): boolean => !this.#draining && handle.waiters < this.maxWaitersPerOrg;
    const poll = new Poll(handle, registration, start, mayWait, this.metrics);
    const counted = { orgId: handle.channel.orgId, domains: registration.view.domains };
    this.#polls.add(poll);
    this.metrics.subscriberOpened(counted);
    try {
      const result = await poll.answer(this.wheel, timeoutMs, signal);
      if (result?.given) this.metrics.answered(result.given);
      if (result?.how !== 'refused') return result;
      if (this.#draining) return { ...result, how: 'shutdown' };
      this.metrics.waiterRefused();
      return result;
    } finally {
      this.#polls.delete(poll);
      this.metrics.subscriberClosed(counted);
    }
  }

  /** Responds to every waiting poll with the events it has, and lets none wait from now on. */
  drain(): void {
    this.#draining = true;
    for (const poll of [...this.#polls]) poll.finish();
  }
}
