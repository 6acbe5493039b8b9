import { get, type IncomingMessage } from 'node:http';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { pause } from '../harness/pause.ts';
import { COME_BACK_MS, type PeerReader } from './peer.ts';

/** Like an EventSource, but it reconnects sooner. */
export class EventStream implements PeerReader {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #onFrame: (frame: EventSourceMessage) => void;
  #lastEventId: string | undefined;
  #response: IncomingMessage | undefined;
  #isClosed = false;
  readonly #running: Promise<void>;

  constructor(url: string, headers: Readonly<Record<string, string>>, onFrame: (frame: EventSourceMessage) => void) {
    this.#url = url;
    this.#headers = headers;
    this.#onFrame = onFrame;
    this.#running = this.#readOn();
  }

  close(): Promise<void> {
    this.#isClosed = true;
    this.#response?.destroy();
    return this.#running;
  }

  async #readOn(): Promise<void> {
    while (!this.#isClosed) {
      await this.#once().catch(() => undefined);
      if (!this.#isClosed) await pause(COME_BACK_MS);
    }
  }

  async #once(): Promise<void> {
    const headers = {
      ...this.#headers,
      accept: 'text/event-stream',
      ...(this.#lastEventId !== undefined && { 'last-event-id': this.#lastEventId }),
    };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get(this.#url, { headers, agent: false }, resolve).on('error', reject);
    });
    this.#response = response;
    const parser = createParser({
      onEvent: (frame) => {
        this.#lastEventId = frame.id ?? this.#lastEventId;
        this.#onFrame(frame);
      },
    });
    for await (const text of response.setEncoding('utf8')) parser.feed(String(text));
  }
}
