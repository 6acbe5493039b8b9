import { createParser } from 'eventsource-parser';

export interface SseMessage {
  /** `message` where the stream names none. */
  readonly event: string;
  readonly data: string;
  /** The last id of the stream so far, this message's included; empty before the first. */
  readonly lastEventId: string;
  /** Whether this message itself carried an id. */
  readonly hasId: boolean;
}

export interface SseParserOptions {
  readonly onMessage: (message: SseMessage) => void;
  /** The server's reconnection time, in milliseconds. */
  readonly onRetry: (ms: number) => void;
}

/** Longest message, in characters: whoever sends more sends no events. */
const MAX_MESSAGE = 16 * 1024 * 1024;

/**
 * Reads the bytes of an event stream as the HTML standard says ("parsing an event stream"): UTF-8 cut anywhere, a byte
 * order mark at the start, lines that end in LF, CR or CRLF, comments, `retry`, ids that stay until the next one and are
 * ignored with a NUL in them, and a last message without its blank line dropped.
 *
 * One thing is left out on purpose: a block with an id and no data changes nothing, as Firefox and WebKit have it.
 */
export class SseParser {
  /** Drops the byte order mark, at the start only. */
  readonly #decoder = new TextDecoder();
  readonly #parser;
  #lastEventId = '';
  #endedInReturn = false;
  #failed = false;

  constructor({ onMessage, onRetry }: SseParserOptions) {
    this.#parser = createParser({
      maxBufferSize: MAX_MESSAGE,
      onRetry,
      onError: ({ type }) => (this.#failed ||= type === 'max-buffer-size-exceeded'),
      onEvent: ({ event = 'message', data, id }) => {
        this.#lastEventId = id ?? this.#lastEventId;
        onMessage({ event, data, lastEventId: this.#lastEventId, hasId: id !== undefined });
      },
    });
  }

  /** @throws RangeError when a message grows without end */
  feed(bytes: Uint8Array): void {
    const text = this.#unixLines(this.#decoder.decode(bytes, { stream: true }));
    if (text !== '') this.#parser.feed(text);
    if (this.#failed) throw new RangeError(`a message of more than ${MAX_MESSAGE} characters`);
  }

  /**
   * All line ends as LF. The parser would hold a line back that ends in CR, to see whether an LF follows; the standard
   * ends it at once and ignores the LF when it comes.
   */
  #unixLines(text: string): string {
    if (text === '') return text;
    const rest = this.#endedInReturn && text.startsWith('\n') ? text.slice(1) : text;
    this.#endedInReturn = text.endsWith('\r');
    return rest.includes('\r') ? rest.replace(/\r\n?/g, '\n') : rest;
  }
}
