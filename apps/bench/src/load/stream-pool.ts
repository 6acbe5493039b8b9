import { until } from '../measure/until.ts';
import { MARKER } from '../servers/sample-event.ts';
import type { StreamPlace, StreamServer } from '../servers/stream-server.ts';
import { ClientStream, type EventCounter } from './client-stream.ts';
import { MarkerCounter } from './marker-counter.ts';

/** Concurrent connects: below every server’s listen backlog. */
const OPENING = 200;
const OPEN_LIMIT_MS = 120_000;

/** Many streams of one server. */
export class StreamPool {
  readonly streams: readonly ClientStream[];

  private constructor(streams: readonly ClientStream[]) {
    this.streams = streams;
  }

  /**
   * Opens a stream for each place.
   * @param counterOf returns the event counter of a stream. @default a search for the marker in each event
   * @throws Error when one is refused
   */
  static async open(
    server: StreamServer,
    places: readonly StreamPlace[],
    onBytes?: (index: number) => ((piece: Buffer) => void) | undefined,
    counterOf?: (index: number) => EventCounter | undefined,
  ): Promise<StreamPool> {
    const streams: ClientStream[] = [];
    let next = 0;
    const openRest = async (): Promise<void> => {
      for (let index = next++; index < places.length; index = next++) {
        const place = places[index];
        if (!place) return;
        const stream = new ClientStream({
          port: server.port,
          request: server.streamRequest(place),
          counter: counterOf?.(index) ?? new MarkerCounter(place.gzip ? SEGMENT_END : MARKER),
          onBytes: onBytes?.(index),
        });
        streams[index] = stream;
        await stream.opened;
      }
    };
    await Promise.all(Array.from({ length: OPENING }, openRest));
    const pool = new StreamPool(streams);
    await until(
      () => streams.every((stream) => stream.isOpen),
      OPEN_LIMIT_MS,
      () => `${server.name}: streams to open`,
    );
    return pool;
  }

  get size(): number {
    return this.streams.length;
  }

  /** Events received on all streams. */
  get received(): number {
    let received = 0;
    for (const stream of this.streams) received += stream.events;
    return received;
  }

  /** Whether each stream has received `events` since `before`. */
  gained(before: readonly number[], events: number): boolean {
    return this.streams.every((stream, index) => stream.events - (before[index] ?? 0) >= events);
  }

  /** Events received per stream. */
  get counts(): readonly number[] {
    return this.streams.map((stream) => stream.events);
  }

  get bytes(): number {
    let bytes = 0;
    for (const stream of this.streams) bytes += stream.bytes;
    return bytes;
  }

  /** Number of streams whose connection has ended. */
  get lost(): number {
    return this.streams.filter((stream) => !stream.isOpen).length;
  }

  close(): void {
    for (const stream of this.streams) stream.close();
  }
}

/** Ends every deflated segment: the sync flush of RFC 1951. */
const SEGMENT_END = Buffer.from([0, 0, 0xff, 0xff]);
