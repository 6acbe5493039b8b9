import { type Access, type Bye, CONTROL_FRAMES, type Gap, type Ready, type RealtimeEvent } from '@bellhop/protocol';
import type { Batch } from '../delivery/batch.js';
import type { FrameListener } from './transport.js';

export interface Frame {
  /** The SSE event name. */
  readonly name: string;
  readonly data: string;
  /** The frame's own id. */
  readonly id: string | undefined;
}

/** Builds batches from the frames of one stream (PROTOCOL.md, "Stream"). Skips unknown frames. */
export class FrameReader {
  #cursor: string | undefined;
  #isOpen = false;
  #heartbeatMs: number | undefined;
  #bye: Bye | undefined;
  #pending: { from: string | undefined; events: RealtimeEvent[] } | undefined;

  /** @param cursor the requested cursor */
  constructor(
    cursor: string | undefined,
    private readonly listener: FrameListener,
  ) {
    this.#cursor = cursor;
  }

  /** Whether `ready` has arrived. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Interval of heartbeats in milliseconds, once `ready` has announced it. */
  get heartbeatMs(): number | undefined {
    return this.#heartbeatMs;
  }

  /** The server's `bye`, after which nothing more arrives. */
  get bye(): Bye | undefined {
    return this.#bye;
  }

  /** @throws SyntaxError if a logged event is not JSON: it must not be skipped */
  read({ name, data, id }: Frame): void {
    if (this.#bye) return;
    const content = parse(name, data, id);
    switch (name) {
      case 'ready':
        return this.#ready(content as Ready, id);
      case 'heartbeat':
        this.listener.alive();
        return this.#moved(id);
      case 'gap':
        return this.#tell({ gap: content as Gap }, (content as Gap).cursor);
      case 'access':
        return this.#tell({ access: content as Access }, id ?? this.#cursor);
      case 'bye':
        this.#bye = content as Bye;
        return this.#moved(id);
      default:
        return isEvent(content, name) ? this.#event(content, id) : this.#moved(id);
    }
  }

  /** Passes on what has been read: frames that arrive together are one batch. */
  flush(): void {
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending && this.#cursor !== undefined) this.listener.batch({ ...pending, to: this.#cursor });
  }

  #ready(ready: Ready, id: string | undefined): void {
    this.#isOpen = true;
    this.#heartbeatMs = ready.heartbeatMs;
    if (typeof ready.retryMs === 'number') this.listener.retry(ready.retryMs);
    this.listener.opened(ready);
    // Without an id, a gap follows; until then the cursor is the one that was sent.
    this.#moved(id);
    this.flush();
  }

  #event(event: RealtimeEvent, id: string | undefined): void {
    this.#moved(id);
    if (this.#pending) this.#pending.events.push(event);
    else if (this.#cursor !== undefined) this.#pending = { from: this.#cursor, events: [event] };
  }

  #moved(id: string | undefined): void {
    if (id === undefined || id === '' || id === this.#cursor) return;
    this.#pending ??= { from: this.#cursor, events: [] };
    this.#cursor = id;
  }

  #tell(what: Pick<Batch, 'gap' | 'access'>, cursor: string | undefined): void {
    this.flush();
    if (cursor === undefined) return;
    const from = this.#cursor;
    this.#cursor = cursor;
    this.listener.batch({ from, to: cursor, events: [], ...what });
  }
}

function parse(name: string, data: string, id: string | undefined): unknown {
  try {
    return JSON.parse(data);
  } catch (error) {
    if (id !== undefined || CONTROL_FRAMES.some((control) => control === name)) throw error;
    return undefined;
  }
}

function isEvent(content: unknown, name: string): content is RealtimeEvent {
  const event = content as Partial<RealtimeEvent> | null | undefined;
  return event?.domain === name && typeof event.eventId === 'string';
}
