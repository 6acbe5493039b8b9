import type { Bye, RealtimeEvent } from '@bellhop/protocol';
import type { Timer } from '../environment/environment.js';
import type { SimulatedClock } from './simulated-clock.js';
import type { Filter, SimulatedLog } from './simulated-log.js';
import type { SimulatedRequest } from './simulated-network.js';
import type { SimulatedServerSession } from './simulated-sessions.js';

export interface SimulatedStreamOptions {
  readonly clock: SimulatedClock;
  readonly log: SimulatedLog;
  readonly heartbeatMs: number;
  readonly retryMs: number;
  readonly isKeptBack: () => boolean;
  readonly request: SimulatedRequest;
  readonly session: SimulatedServerSession;
  readonly filter: Filter;
  readonly onClose: () => void;
}

/** The server side of a stream (PROTOCOL.md, "Stream"). */
export class SimulatedStream {
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #heartbeat: Timer | undefined;
  #isClosed = false;
  #keptBack: Uint8Array[] = [];
  readonly #encoder = new TextEncoder();

  constructor(private readonly options: SimulatedStreamOptions) {}

  get filter(): Filter {
    return this.options.filter;
  }

  get session(): SimulatedServerSession {
    return this.options.session;
  }

  /** The requesting tab. */
  get tab(): string {
    return this.options.request.tab;
  }

  /** @param cursor the requested cursor */
  open(cursor: string | undefined): Response {
    const { clock, log, heartbeatMs, retryMs, request, filter } = this.options;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => (this.#controller = controller),
      cancel: () => this.#close(),
    });
    request.signal.addEventListener('abort', () => this.cut());
    const { seq, events, gap } = log.read(cursor ?? log.head, filter);
    const ready = {
      cursor: log.cursorAt(seq),
      head: log.head,
      heartbeatMs,
      retryMs,
      domains: log.readable(filter),
      streamId: 'simulated',
      serverTime: clock.now(),
    };
    this.write(`retry: ${retryMs}\n\n`);
    this.frame('ready', ready, gap ? undefined : ready.cursor);
    if (gap) this.frame('gap', gap, gap.cursor);
    for (const event of events) this.event(event);
    this.#beatLater();
    return new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } });
  }

  event(event: RealtimeEvent): void {
    this.frame(event.domain, event, event.seq === undefined ? undefined : this.options.log.cursorAt(event.seq));
  }

  frame(name: string, data: unknown, id?: string): void {
    this.write(`${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** Writes raw text. */
  write(text: string): void {
    if (this.#isClosed) return;
    this.#keptBack.push(this.#encoder.encode(text));
    if (!this.options.isKeptBack()) this.#flush();
  }

  bye(bye: Bye): void {
    this.frame('bye', bye);
    this.end();
  }

  /** Ends the response normally, without `bye`. */
  end(): void {
    if (this.#isClosed) return;
    this.#flush();
    this.#close();
    this.#controller?.close();
  }

  /** Breaks the connection. */
  cut(): void {
    if (this.#isClosed) return;
    this.#close();
    this.#controller?.error(new TypeError('connection reset'));
  }

  #flush(): void {
    for (const bytes of this.#keptBack) this.#controller?.enqueue(bytes);
    this.#keptBack = [];
  }

  #close(): void {
    this.#isClosed = true;
    this.#heartbeat?.cancel();
    this.options.onClose();
  }

  #beatLater(): void {
    const { clock, heartbeatMs, log } = this.options;
    this.#heartbeat = clock.after(heartbeatMs, () => {
      this.frame('heartbeat', { serverTime: clock.now() }, log.head);
      this.#beatLater();
    });
  }
}
