import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type SseMessage, SseParser } from './sse-parser.js';

const encoder = new TextEncoder();

/** Parses bytes that arrive in these pieces. */
function parse(...pieces: readonly (string | Uint8Array)[]): { messages: SseMessage[]; retries: number[] } {
  const messages: SseMessage[] = [];
  const retries: number[] = [];
  const parser = new SseParser({
    onMessage: (message) => messages.push(message),
    onRetry: (ms) => retries.push(ms),
  });
  for (const piece of pieces) parser.feed(typeof piece === 'string' ? encoder.encode(piece) : piece);
  return { messages, retries };
}

const dataOf = (...pieces: readonly (string | Uint8Array)[]) => parse(...pieces).messages.map(({ data }) => data);

describe('an event stream', () => {
  it.each([
    ['LF', '\n'],
    ['CR', '\r'],
    ['CRLF', '\r\n'],
  ])('may end its lines in %s', (_name, end) => {
    const text = ['event: orders', 'id: e1.5', 'data: a', 'data: b', '', 'data: c', '', ''].join(end);
    expect(parse(text).messages).toEqual([
      { event: 'orders', data: 'a\nb', lastEventId: 'e1.5', hasId: true },
      { event: 'message', data: 'c', lastEventId: 'e1.5', hasId: false },
    ]);
  });

  it('may mix line ends', () => expect(dataOf('data: a\rdata: b\r\ndata: c\n\r\n')).toEqual(['a\nb\nc']));

  it('is dispatched at a CR, without waiting for an LF', () => {
    expect(dataOf('data: a\r\r')).toEqual(['a']);
    expect(dataOf('data: a\r', '\ndata: b\r\n\r', '\ndata: c\n\n')).toEqual(['a\nb', 'c']);
  });

  it.each([
    ['a byte order mark at the start is dropped', '\uFEFFdata: a\n\n', ['a']],
    ['a second one is not', '\uFEFF\uFEFFdata: a\n\ndata: b\n\n', ['b']],
    ['one later in the stream is not', 'data: a\n\n\uFEFFdata: b\n\n', ['a']],
    ['comments are skipped', ': hello\ndata: a\n:data: b\n\n:\n\n', ['a']],
    ['a single space after the colon is dropped', 'data:a\ndata: b\ndata:  c\n\n', ['a\nb\n c']],
    ['a field without a colon has an empty value', 'data\ndata\n\n', ['\n']],
    ['a block without data is no message', 'event: orders\n\nid: 1\n\n', []],
    ['empty data is a message', 'data:\n\n', ['']],
    ['unknown fields are skipped', 'dаta: a\ndata: b\nDATA: c\n data: d\n\n', ['b']],
    ['the last block needs its blank line', 'data: a\n\ndata: b\n', ['a']],
    ['a NUL in data stays', 'data: a\0b\n\n', ['a\0b']],
  ])('%s', (_name, text, expected) => expect(dataOf(text)).toEqual(expected));

  it('keeps the last id until the next one, and resets it with an empty one', () => {
    const ids = parse('id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\nid: 2\ndata: d\n\n').messages;
    expect(ids.map(({ lastEventId }) => lastEventId)).toEqual(['1', '1', '', '2']);
  });

  it('ignores an id with a NUL in it', () => {
    const ids = parse('id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n').messages;
    expect(ids.map(({ lastEventId }) => lastEventId)).toEqual(['1', '1']);
  });

  it('reports a reconnection time made of digits only', () => {
    expect(parse('retry: 2000\n\nretry: 1e3\nretry: -5\nretry: 7.5\nretry:\nretry: 10\n\n').retries).toEqual([
      2000, 10,
    ]);
  });

  it('replaces bytes that are not UTF-8, and continues', () => {
    expect(dataOf('data: ', new Uint8Array([0xff, 0xc3]), '\n\n', 'data: b\n\n')).toEqual(['\uFFFD\uFFFD', 'b']);
  });

  it('is the same however its bytes are split', () => {
    const text =
      '\uFEFF: comment\r\nid: é.1\r\nevent: orders\r\ndata: Grüße 🛎️\rdata: 東京\n\nretry: 5\ndata: x\r\r\n\r\ndata: y\n\n';
    const bytes = encoder.encode(text);
    const whole = parse(bytes);
    expect(whole.messages).toHaveLength(3);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: bytes.length }), { maxLength: 12 }), (cuts) => {
        const ends = [...new Set([...cuts, bytes.length])].sort((a, b) => a - b);
        const pieces = ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
        expect(parse(...pieces)).toEqual(whole);
      }),
    );
  });

  it('returns any lines that were written', () => {
    const line = fc.string({ unit: 'grapheme' }).filter((text) => !/[\r\n\0]/.test(text) && !text.startsWith('\uFEFF'));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), fc.constantFrom('\n', '\r', '\r\n'), (lines, end) => {
        const text = lines.map((data) => `data: ${data}${end}`).join('') + end;
        expect(dataOf(text)).toEqual([new TextDecoder().decode(encoder.encode(lines.join('\n')))]);
      }),
    );
  });

  it('fails if a message exceeds the limit', () => {
    const piece = 'x'.repeat(4 * 1024 * 1024);
    expect(() => parse('data: ', piece, piece, piece, piece, piece)).toThrow(RangeError);
  });
});
