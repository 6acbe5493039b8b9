import { createParser } from 'eventsource-parser';

/** A frame as a client sees it. */
export interface SseFrame {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: string;
}

/** One connection to a stream, like an EventSource that can send headers. */
export class SseClient {
  readonly frames: SseFrame[] = [];
  /** Settles when the connection has ended in any way. */
  readonly ended: Promise<void>;
  /** The last id that the server sent. */
  lastEventId: string | undefined;
  #wake = (): void => undefined;
  readonly #abort = new AbortController();

  private constructor(
    readonly response: Response,
    abort: AbortController,
    private readonly onFrame: (frame: SseFrame) => void,
  ) {
    this.#abort = abort;
    this.ended = this.#read()
      .catch(() => undefined)
      .finally(() => this.#wake());
  }

  /** @throws TypeError when the server cannot be reached; a refusal is a `response` that is not `ok` */
  static async open(
    url: string,
    headers: Record<string, string> = {},
    onFrame: (frame: SseFrame) => void = () => undefined,
  ): Promise<SseClient> {
    const abort = new AbortController();
    const response = await fetch(url, { headers: { accept: 'text/event-stream', ...headers }, signal: abort.signal });
    return new SseClient(response, abort, onFrame);
  }

  /** Resolves to the first frame, past or future, that fits. @throws Error when the stream ends without one */
  async find(fits: (frame: SseFrame) => boolean): Promise<SseFrame> {
    for (let next = 0; ;) {
      for (; next < this.frames.length; next += 1) {
        const frame = this.frames[next];
        if (frame && fits(frame)) return frame;
      }
      const woken = new Promise<'frame'>((resolve) => (this.#wake = () => resolve('frame')));
      const how = await Promise.race([woken, this.ended.then(() => 'ended' as const)]);
      if (how === 'ended' && next === this.frames.length) throw new Error('the stream ended without the frame');
    }
  }

  close(): void {
    this.#abort.abort();
  }

  async #read(): Promise<void> {
    const parser = createParser({
      onEvent: ({ id, event, data }) => {
        if (id !== undefined) this.lastEventId = id;
        const frame = { id, event: event ?? 'message', data };
        this.frames.push(frame);
        this.onFrame(frame);
        this.#wake();
      },
    });
    const decoder = new TextDecoder();
    for await (const bytes of this.response.body ?? []) parser.feed(decoder.decode(bytes, { stream: true }));
  }
}
