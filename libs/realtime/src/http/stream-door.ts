import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Access, ByeReason, Gap } from '@bellhop/contracts';
import type { AccessEnd, AccessListener } from '../channels/access.js';
import type { ChannelLease } from '../channels/channel-registry.js';
import { encodeFrame, encodePreamble, type Encoding, isChunked } from '../channels/encoding.js';
import type { StartingPoint } from '../channels/org-channel.js';
import type { Seat } from '../channels/roster.js';
import type { Selection } from '../channels/selection.js';
import { type Sink, Subscriber } from '../channels/subscriber.js';
import type { RealtimeMetrics } from '../metrics/realtime-metrics.js';
import type { Clock, Timer } from '../time/clock.js';
import type { TimerWheel } from '../time/timer-wheel.js';
import { type FanOutWriter, isPlain, type Recipient } from '../wire/fan-out-writer.js';
import { controlFrame } from './control-frame.js';
import type { Peer } from './tcp-table.js';

export interface StreamDoorDeps {
  readonly clock: Clock;
  readonly wheel: TimerWheel;
  readonly heartbeatMs: number;
  readonly retryMs: number;
  /** From 0 to 1, 1 excluded. */
  readonly random: () => number;
  readonly metrics: RealtimeMetrics;
  readonly writer: FanOutWriter;
}

/** How a stream ended: the client closed it, it was cut because nobody answered there any more, or as `bye` told. */
export type StreamEnding = 'client' | 'lost' | ByeReason;

/** Told once, when a stream is over. `events`: how many were handed over. */
export type OnStreamEnd = (how: StreamEnding, events: number) => void;

/** What of a socket a stream uses. */
export type StreamSocket = Pick<Socket, 'write' | 'end' | 'destroy' | 'on' | 'destroyed' | 'writableLength'> & Peer;

/** How long a client may take to close its side after `bye`, in milliseconds. */
const BYE_GRACE_MS = 2_000;

/** The last chunk of a chunked body (RFC 9112, 7.1). */
const LAST_CHUNK = Buffer.from('0\r\n\r\n');

/** One SSE stream: a subscriber whose sink is a socket. */
class SseStream implements Sink, AccessListener, Recipient {
  readonly isPlain: boolean;
  isGathered = false;
  readonly #subscriber: Subscriber;
  #heartbeat: Timer;
  #domains: ReadonlySet<string>;
  #closed = false;

  constructor(
    private readonly deps: StreamDoorDeps,
    readonly socket: StreamSocket,
    private readonly encoding: Encoding,
    private readonly lease: ChannelLease,
    private readonly seat: Seat,
    start: StartingPoint,
    private readonly onClose: (stream: SseStream, how: StreamEnding) => void,
  ) {
    this.isPlain = isPlain(socket);
    this.#subscriber = new Subscriber(lease.channel, seat, start.position, this);
    this.#heartbeat = this.beatLater();
    socket.on('drain', () => this.#subscriber.resume());
    socket.on('close', () => this.close('client'));
    socket.on('error', () => this.close('client'));
    this.#domains = seat.view.domains;
    deps.metrics.readerCame(this);
    this.open(start);
    seat.listen(this);
    this.#subscriber.start();
  }

  get orgId(): string {
    return this.lease.channel.orgId;
  }

  /** What of the org it reads, as the metrics count it. */
  get domains(): ReadonlySet<string> {
    return this.#domains;
  }

  get isOpen(): boolean {
    return !this.#closed;
  }

  /** Whether it is pushed to; one that is not reads what it lacks. */
  get isLive(): boolean {
    return this.#subscriber.isLive;
  }

  /** Events of the log between this stream and the newest. */
  get lag(): number {
    return this.lease.channel.applied - this.#subscriber.position;
  }

  get handedOver(): number {
    return this.#subscriber.handedOver;
  }

  deliver(selection: Selection): boolean {
    this.deps.metrics.handedOver(selection);
    return this.deps.writer.write(this, selection.bytes(this.encoding));
  }

  full(): void {
    this.#subscriber.pause();
  }

  gap(gap: Gap, missed: number): boolean {
    this.deps.metrics.told(gap, missed);
    return this.write(controlFrame('gap', gap, gap.cursor));
  }

  accessChanged(access: Access): void {
    this.deps.metrics.readerLeft(this);
    this.#domains = this.seat.view.domains;
    this.deps.metrics.readerCame(this);
    this.write(controlFrame('access', access));
  }

  accessEnded(reason: AccessEnd): void {
    this.bye(reason, 0);
  }

  /** Says why and ends; the client comes back after `reconnectInMs`. */
  bye(reason: ByeReason, reconnectInMs: number): void {
    if (this.#closed) return;
    this.write(controlFrame('bye', { reason, reconnectInMs }));
    this.close(reason);
    endStream(this.socket, this.encoding, this.deps.wheel);
  }

  /** Cuts the connection: nobody is there to say goodbye to. */
  reap(): void {
    this.close('lost');
    this.socket.destroy();
  }

  private open({ position, gap }: StartingPoint): void {
    const { channel } = this.lease;
    if (gap) this.deps.metrics.told(gap);
    const cursor = channel.cursorAt(position);
    const ready = {
      cursor,
      head: channel.cursorAt(channel.applied),
      heartbeatMs: this.deps.heartbeatMs,
      streamId: randomUUID(),
      serverTime: this.deps.clock.now(),
    };
    // Before a gap `ready` carries no id: a client cut off between the two comes back with the cursor it had, and is
    // told of the gap again.
    const text = gap
      ? controlFrame('ready', ready) + controlFrame('gap', gap, gap.cursor)
      : controlFrame('ready', ready, cursor);
    const preamble = encodePreamble(this.encoding);
    if (preamble) this.socket.write(preamble);
    this.write(`retry: ${this.deps.retryMs}\n\n${text}`);
  }

  private beat(): void {
    // A socket that is still full has not taken the last bytes yet: there is nothing more to learn from another write.
    if (this.socket.writableLength === 0) {
      this.write(controlFrame('heartbeat', { serverTime: this.deps.clock.now() }, this.#subscriber.cursor));
    }
    this.#heartbeat = this.beatLater();
  }

  private beatLater(): Timer {
    return this.deps.wheel.after(this.deps.heartbeatMs, () => this.beat());
  }

  private write(text: string): boolean {
    return this.deps.writer.writeNow(this, encodeFrame(text, this.encoding));
  }

  private close(how: StreamEnding): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#heartbeat.cancel();
    this.#subscriber.close();
    this.seat.leave();
    this.lease.release();
    this.deps.metrics.readerLeft(this);
    this.onClose(this, how);
  }
}

/** Ends the response, and cuts the connection when the client does not close its side. */
function endStream(socket: StreamSocket, encoding: Encoding, wheel: TimerWheel): void {
  if (isChunked(encoding)) socket.write(LAST_CHUNK);
  socket.end();
  const grace = wheel.after(BYE_GRACE_MS, () => socket.destroy());
  socket.on('close', () => grace.cancel());
}

/** Over how long clients are spread that come back after a shutdown, in milliseconds: a sixth of them a second. */
const RETURN_SPREAD_MS = 6_000;
const RETURN_AFTER_MS = 1_000;

/** The SSE door: every open stream of this process. */
export class StreamDoor {
  readonly #streams = new Set<SseStream>();
  #draining = false;

  constructor(private readonly deps: StreamDoorDeps) {}

  /** Streams that are open. */
  get size(): number {
    return this.#streams.size;
  }

  /** How each open stream stands. */
  standing(): IterableIterator<Pick<SseStream, 'isLive' | 'lag'>> {
    return this.#streams.values();
  }

  /** Serves a stream on a socket whose response headers are out. Takes over `lease` and `seat`. */
  open(
    socket: StreamSocket,
    encoding: Encoding,
    lease: ChannelLease,
    seat: Seat,
    start: StartingPoint,
    onEnd: OnStreamEnd = () => undefined,
  ): void {
    if (socket.destroyed) {
      seat.leave();
      lease.release();
      return onEnd('client', 0);
    }
    const stream = new SseStream(this.deps, socket, encoding, lease, seat, start, (closed, how) => {
      this.#streams.delete(closed);
      onEnd(how, closed.handedOver);
    });
    if (!stream.isOpen) return;
    this.#streams.add(stream);
    if (this.#draining) stream.bye('shutdown', this.returnIn(this.deps.random()));
  }

  /**
   * Says goodbye on a socket whose response headers are out, instead of serving a stream on it: for clients that see no
   * status.
   */
  refuse(socket: StreamSocket, encoding: Encoding, reason: ByeReason, reconnectInMs: number): void {
    const preamble = encodePreamble(encoding);
    if (preamble) socket.write(preamble);
    socket.write(encodeFrame(controlFrame('bye', { reason, reconnectInMs }), encoding));
    endStream(socket, encoding, this.deps.wheel);
  }

  /**
   * Says goodbye to every stream, and to each that still comes. Every stream gets a time of its own to come back, evenly
   * spread and in random order, so that never more than a sixth of them (and one) return within one second.
   */
  drain(): void {
    this.#draining = true;
    const streams = [...this.#streams];
    shuffle(streams, this.deps.random);
    streams.forEach((stream, index) =>
      stream.bye('shutdown', this.returnIn((index + this.deps.random()) / streams.length)),
    );
  }

  /** Cuts streams whose peer has not answered for too long; see {@link HalfOpenWatch}. */
  reap(isGone: (peer: Peer) => boolean): number {
    const gone = [...this.#streams].filter((stream) => isGone(stream.socket));
    for (const stream of gone) stream.reap();
    return gone.length;
  }

  /** @param share from 0 to 1 */
  private returnIn(share: number): number {
    return RETURN_AFTER_MS + Math.floor(share * RETURN_SPREAD_MS);
  }
}

/** Fisher and Yates. */
function shuffle(list: unknown[], random: () => number): void {
  for (let last = list.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [list[last], list[other]] = [list[other], list[last]];
  }
}
