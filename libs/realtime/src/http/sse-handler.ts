import { randomUUID } from 'node:crypto';
import type { Access, ByeReason, Gap } from '@bellhop/protocol';
import type { AccessEnd, AccessListener } from '../channels/access.js';
import type { ChannelHandle } from '../channels/channel-registry.js';
import type { StartingPoint } from '../channels/cursor-resolver.js';
import type { OrgChannel } from '../channels/org-channel.js';
import type { Registration } from '../channels/registration.js';
import type { Selection } from '../channels/selection.js';
import { type Connection, Subscriber } from '../channels/subscriber.js';
import type { View } from '../channels/view.js';
import type { RealtimeMetrics } from '../metrics/realtime-metrics.js';
import type { Clock, Timer } from '../time/clock.js';
import type { TimerWheel } from '../time/timer-wheel.js';
import { type FanOutWriter, isPlain, type WritableConnection } from '../wire/fan-out-writer.js';
import { controlFrame } from './control-frame.js';
import type { SocketOwner, StreamSocket, NodeSocket } from './stream-socket.js';
import type { Peer } from './tcp-table.js';

export interface SseHandlerDeps {
  readonly clock: Clock;
  readonly wheel: TimerWheel;
  readonly heartbeatMs: number;
  readonly retryMs: number;
  /** Returns a number from 0 to 1, 1 excluded. */
  readonly random: () => number;
  readonly metrics: RealtimeMetrics;
  readonly writer: FanOutWriter;
}

/**
 * How a stream ended: closed by the client, destroyed because the peer stopped responding, or with the reason sent in
 * `bye`.
 */
export type StreamEnding = 'client' | 'lost' | ByeReason;

/** Called once when a stream ends. `events` is the number delivered. */
export type OnStreamEnd = (how: StreamEnding, events: number) => void;

/**
 * One SSE stream: a subscriber whose connection is a socket. The backlog of a full socket is bounded: the subscriber keeps a
 * cursor, and only the newest control frame of each kind is kept.
 */
class SseStream implements Connection, AccessListener, WritableConnection, SocketOwner {
  readonly socket: NodeSocket;
  readonly isPlain: boolean;
  isGathered = false;
  readonly #subscriber: Subscriber;
  #heartbeat: Timer;
  #domains: ReadonlySet<string>;
  #closed = false;
  /** Sent as soon as the socket has room. */
  #dueGap: Gap | undefined;
  #dueAccess: Access | undefined;

  constructor(
    private readonly deps: SseHandlerDeps,
    private readonly streamSocket: StreamSocket,
    private readonly handle: ChannelHandle,
    private readonly registration: Registration,
    start: StartingPoint,
    private readonly onClose: (stream: SseStream, how: StreamEnding) => void,
  ) {
    this.socket = streamSocket.socket;
    this.isPlain = isPlain(this.socket);
    this.#subscriber = new Subscriber(handle.channel, registration, start, this);
    this.#heartbeat = this.#beatLater();
    this.#domains = registration.view.domains;
    deps.metrics.subscriberOpened(this);
    streamSocket.serve(this);
  }

  /** Starts delivery. */
  start(): void {
    if (this.socket.writableNeedDrain) this.#subscriber.pause();
    this.registration.listen(this);
    this.#subscriber.start();
  }

  get orgId(): string {
    return this.handle.channel.orgId;
  }

  /** The domains it reads, for the metrics. */
  get domains(): ReadonlySet<string> {
    return this.#domains;
  }

  /** Whether events are pushed to it; otherwise it is still catching up. */
  get isLive(): boolean {
    return this.#subscriber.isLive;
  }

  /** Logged events between this stream and the newest. */
  get lag(): number {
    return this.handle.channel.applied - this.#subscriber.position.seq;
  }

  get delivered(): number {
    return this.#subscriber.delivered;
  }

  deliver(selection: Selection): boolean {
    this.deps.metrics.delivered(selection);
    return this.deps.writer.write(this, this.streamSocket.encodeEvents(selection));
  }

  full(): void {
    this.#subscriber.pause();
  }

  gap(gap: Gap, missed: number): boolean {
    this.deps.metrics.gapSent(gap, missed);
    this.#dueGap = gap;
    return this.#tellDue();
  }

  /** It is unknown which of the last events went out: the client reconnects with the cursor it has. */
  failed(): void {
    this.reap();
  }

  accessChanged(access: Access): void {
    this.deps.metrics.subscriberClosed(this);
    this.#domains = this.registration.view.domains;
    this.deps.metrics.subscriberOpened(this);
    this.#dueAccess = access;
    this.#tellDue();
  }

  accessEnded(reason: AccessEnd): void {
    this.bye(reason, 0);
  }

  /** Sends the reason and ends the stream; the client reconnects after `reconnectInMs`. */
  bye(reason: ByeReason, reconnectInMs: number): void {
    if (this.#closed) return;
    this.deps.writer.writeNow(this, this.streamSocket.encodeLast(controlFrame('bye', { reason, reconnectInMs })));
    this.#close(reason);
    this.streamSocket.end();
  }

  /** Destroys the socket without `bye`: the peer is gone. */
  reap(): void {
    this.#close('lost');
    this.streamSocket.destroy();
  }

  drained(): void {
    if (this.#tellDue()) this.#subscriber.resume();
  }

  closed(): void {
    this.#close('client');
  }

  /** Releases everything after a failed start, without calling `onClose`: the caller gets the exception. */
  abandon(): void {
    this.#letGo();
    this.streamSocket.destroy();
  }

  /** @returns whether there is room for more */
  #tellDue(): boolean {
    // The rights first: they decide which events follow the gap.
    while (!this.socket.writableNeedDrain) {
      const [access, gap] = [this.#dueAccess, this.#dueGap];
      if (access) {
        this.#dueAccess = undefined;
        this.#write(controlFrame('access', access));
      } else if (gap) {
        this.#dueGap = undefined;
        this.#write(controlFrame('gap', gap, gap.cursor));
      } else return true;
    }
    return false;
  }

  #beat(): void {
    // A heartbeat adds nothing while the socket still buffers earlier bytes.
    if (this.socket.writableLength === 0 && !this.socket.writableNeedDrain) {
      this.#write(controlFrame('heartbeat', { serverTime: this.deps.clock.now() }, this.#subscriber.cursor));
    }
    this.#heartbeat = this.#beatLater();
  }

  #beatLater(): Timer {
    return this.deps.wheel.after(this.deps.heartbeatMs, () => this.#beat());
  }

  #write(text: string): void {
    // From now on events wait too, so that none overtakes a due control frame.
    if (!this.deps.writer.writeNow(this, this.streamSocket.encode(text))) this.#subscriber.pause();
  }

  #close(how: StreamEnding): void {
    if (this.#closed) return;
    this.#letGo();
    this.onClose(this, how);
  }

  #letGo(): void {
    this.#closed = true;
    this.#heartbeat.cancel();
    this.#subscriber.close();
    this.registration.release();
    this.handle.release();
    this.deps.metrics.subscriberClosed(this);
  }
}

/** Window over which clients reconnect after a shutdown, in milliseconds: a sixth of them per second. */
const RETURN_SPREAD_MS = 6_000;

/** The SSE handler: every open stream of this process. */
export class SseHandler {
  readonly #streams = new Set<SseStream>();
  #draining = false;

  constructor(private readonly deps: SseHandlerDeps) {}

  /** Number of open streams. */
  get size(): number {
    return this.#streams.size;
  }

  /** State of each open stream. */
  states(): IterableIterator<Pick<SseStream, 'isLive' | 'lag'>> {
    return this.#streams.values();
  }

  /**
   * Serves a stream. Takes over `handle` and `registration`, and releases both and the connection even if it throws; in that
   * case `onEnd` is not called.
   * @param begin sends the head of the response with the first frames; see {@link StreamSocket.begin}
   * @throws whatever `begin` throws
   */
  open(
    begin: (text: string) => StreamSocket,
    handle: ChannelHandle,
    registration: Registration,
    start: StartingPoint,
    onEnd: OnStreamEnd = () => undefined,
  ): void {
    let stream: SseStream | undefined;
    try {
      const streamSocket = begin(this.#firstFrames(handle.channel, registration.view, start));
      stream = new SseStream(this.deps, streamSocket, handle, registration, start, (closed, how) => {
        this.#streams.delete(closed);
        onEnd(how, closed.delivered);
      });
      this.#streams.add(stream);
      stream.start();
    } catch (error) {
      if (stream) {
        this.#streams.delete(stream);
        stream.abandon();
      } else {
        registration.release();
        handle.release();
      }
      throw error;
    }
    if (start.gap) this.deps.metrics.gapSent(start.gap);
    if (this.#draining) stream.bye('shutdown', this.#returnIn(this.deps.random()));
  }

  /** Returns the first frames of a stream: `retry`, `ready` with the cursor, and a `gap` if events were lost. */
  #firstFrames(channel: OrgChannel, view: View, { position, gap }: StartingPoint): string {
    const { retryMs, heartbeatMs, clock } = this.deps;
    const cursor = channel.cursorAt(position);
    const head = position === channel.head ? cursor : channel.cursorAt(channel.head);
    const domains = [...view.domains];
    const ready = { cursor, head, heartbeatMs, retryMs, domains, streamId: randomUUID(), serverTime: clock.now() };
    // Before a gap, `ready` has no id: a client that disconnects between the two returns with its old cursor and gets
    // the gap again.
    const frames = gap
      ? controlFrame('ready', ready) + controlFrame('gap', gap, gap.cursor)
      : controlFrame('ready', ready, cursor);
    return `retry: ${retryMs}\n\n${frames}`;
  }

  /** Sends `bye` instead of serving a stream, for clients that cannot see a status. @throws whatever `begin` throws */
  refuse(begin: (text: string) => StreamSocket, reason: ByeReason, reconnectInMs: number): void {
    const streamSocket = begin(controlFrame('bye', { reason, reconnectInMs }));
    streamSocket.end(streamSocket.encodeEnd());
  }

  /**
   * Sends `bye` to every stream, and to each that still opens. Each client gets its own time to reconnect, evenly
   * spread and in random order, so that at most a sixth of them (plus one) return within one second.
   */
  drain(): void {
    this.#draining = true;
    const streams = [...this.#streams];
    shuffle(streams, this.deps.random);
    streams.forEach((stream, index) =>
      stream.bye('shutdown', this.#returnIn((index + this.deps.random()) / streams.length)),
    );
  }

  /** Destroys streams whose peer has been silent for too long; see {@link HalfOpenWatch}. Returns their number. */
  reap(isGone: (peer: Peer) => boolean): number {
    const gone = [...this.#streams].filter((stream) => isGone(stream.socket));
    for (const stream of gone) stream.reap();
    return gone.length;
  }

  /** @param share from 0 to 1 */
  #returnIn(share: number): number {
    return this.deps.retryMs + Math.floor(share * RETURN_SPREAD_MS);
  }
}

/** Fisher-Yates. */
function shuffle(list: unknown[], random: () => number): void {
  for (let last = list.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [list[last], list[other]] = [list[other], list[last]];
  }
}
