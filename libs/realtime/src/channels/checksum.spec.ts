import { crc32 } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checksumOf, RunningChecksum, SharedChecksum } from './checksum.js';

const text = fc.string({ unit: 'grapheme', maxLength: 300 });

describe('RunningChecksum', () => {
  it('equals that of the whole text, whichever parts are shared', () => {
    const part = fc.oneof(
      text.map((own) => ({ own, shared: [] as string[] })),
      fc.array(text, { minLength: 1, maxLength: 4 }).map((shared) => ({ own: '', shared })),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const given = new RunningChecksum();
        let whole = '';
        for (const { own, shared } of parts) {
          if (shared.length > 0) given.addShared(new SharedChecksum(shared.map(checksumOf)));
          else given.add(own);
          whole += own + shared.join('');
        }
        expect([given.crc, given.length]).toEqual([crc32(whole), Buffer.byteLength(whole)]);
      }),
      { numRuns: 500, seed: 20_261_121 },
    );
  });

  it('wraps at 4 GiB as gzip does', () => {
    const given = new RunningChecksum();
    const stretch = new SharedChecksum([{ crc: 1, length: 2 ** 31 }]);
    for (let n = 0; n < 3; n += 1) given.addShared(stretch);
    expect(given.length).toBe(2 ** 31);
  });
});
