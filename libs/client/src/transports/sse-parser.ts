import { createParser } from 'eventsource-parser';

export interface SseMessage {
  /** `message` if the stream names none. */
  readonly event: string;
  readonly data: string;
  /** The last id of the stream so far, including this message's; empty before the first. */
  readonly lastEventId: string;
  /** Whether this message itself carried an id. */
  readonly hasId: boolean;
}

export interface SseParserOptions {
  readonly onMessage: (message: SseMessage) => void;
  /** The server's reconnection time, in milliseconds. */
  readonly onRetry: (ms: number) => void;
}

/** Longest message, in characters: a longer one cannot be an event. */
const MAX_MESSAGE = 16 * 1024 * 1024;

/**
 * Parses the bytes of an event stream as in the HTML standard ("parsing an event stream"): UTF-8 split anywhere, a byte
 * order mark at the start, lines that end in LF, CR or CRLF, comments, `retry`, ids that persist until the next one and
 * are ignored with a NUL in them, and a final message without its blank line dropped.
 *
 * One deliberate difference: a block with an id and no data changes nothing, as in Firefox and WebKit.
 */
export class SseParser {
  /** Drops a byte order mark at the start only. */
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

  /** @throws RangeError if a message exceeds the limit */
  feed(bytes: Uint8Array): void {
    const text = this.#unixLines(this.#decoder.decode(bytes, { stream: true }));
    if (text !== '') this.#parser.feed(text);
    if (this.#failed) throw new RangeError(`a message exceeds ${MAX_MESSAGE} characters`);
  }

  /**
   * Converts all line ends to LF. The parser would hold back a line that ends in CR until the next character; the
   * standard ends it at once and ignores a following LF.
   */
  #unixLines(text: string): string {
    if (text === '') return text;
    const rest = this.#endedInReturn && text.startsWith('\n') ? text.slice(1) : text;
    this.#endedInReturn = text.endsWith('\r');
    return rest.includes('\r') ? rest.replace(/\r\n?/g, '\n') : rest;
  }
}
