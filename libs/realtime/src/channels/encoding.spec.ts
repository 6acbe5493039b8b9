import { gunzipSync, createGunzip } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RunningChecksum } from './checksum.js';
import { type Encoding, encodeEnd, encodeFirst, encodeFrame, gzipBody, Segment } from './encoding.js';

/** Removes the chunked framing (RFC 9112, 7.1). */
function dechunk(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    const size = parseInt(bytes.toString('latin1', at, lineEnd), 16);
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    expect(bytes.toString('latin1', lineEnd + 2 + size, lineEnd + 4 + size)).toBe('\r\n');
    at = lineEnd + 4 + size;
  }
  return Buffer.concat(parts);
}

describe('encoding', () => {
  it('joins separately compressed frames into one gzip stream that yields each frame at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 400 }), { minLength: 1, maxLength: 5 }),
        async (texts) => {
          const gunzip = createGunzip();
          let out = Buffer.alloc(0);
          gunzip.on('data', (bytes: Buffer) => (out = Buffer.concat([out, bytes])));
          let whole = '';
          for (const text of texts) {
            const bytes = Buffer.from((whole === '' ? encodeFirst : encodeFrame)(text, 'gzip-chunked'));
            whole += text;
            await new Promise((resolve) => gunzip.write(dechunk(bytes), resolve));
            expect(out.toString()).toBe(whole);
          }
          const given = new RunningChecksum();
          given.add(whole);
          const end = encodeEnd('gzip-chunked', given);
          expect(end.subarray(-5).toString()).toBe('0\r\n\r\n');
          // Fails if the checksum or the length is wrong.
          await new Promise<void>((resolve, reject) =>
            gunzip
              .on('error', reject)
              .on('end', resolve)
              .end(dechunk(end.subarray(0, -5))),
          );
        },
      ),
      { numRuns: 50, seed: 20_261_121 },
    );
  });

  it('begins a body without gzip like any other frame, whatever its characters', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom<Encoding[]>('identity-chunked', 'identity-raw'),
        (text, encoding) => {
          expect(Buffer.from(encodeFirst(text, encoding))).toEqual(encodeFrame(text, encoding));
        },
      ),
      { seed: 20_261_121 },
    );
    // Text, which is written together with the head.
    expect(encodeFirst('abc', 'identity-chunked')).toBe('3\r\nabc\r\n');
  });

  it('makes a complete gzip body from segments, with checksum and length', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 300 }), { maxLength: 8 }), (texts) => {
        expect(gunzipSync(gzipBody(texts.map((text) => new Segment(text)))).toString()).toBe(texts.join(''));
      }),
      { seed: 20_261_121 },
    );
  });

  it('measures chunks in bytes, not in characters', () => {
    expect(dechunk(encodeFrame('Zürich 🛎\n\n', 'identity-chunked')).toString()).toBe('Zürich 🛎\n\n');
    expect(encodeFrame('Zürich 🛎\n\n', 'identity-raw').toString()).toBe('Zürich 🛎\n\n');
  });
});
