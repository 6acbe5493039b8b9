import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatCursor, parseCursor } from './cursor.js';

describe('cursor', () => {
  it('parses whatever it formats', () => {
    const epoch = fc.stringMatching(/^[0-9A-Za-z]{1,32}$/);
    fc.assert(
      fc.property(epoch, fc.maxSafeNat(), fc.nat(2 ** 31 - 1), (name, seq, mark) => {
        expect(parseCursor(formatCursor({ epoch: name, seq, mark }))).toEqual({ epoch: name, seq, mark });
      }),
    );
  });

  it('parses and formats cursors of earlier versions, which have no mark', () => {
    expect(parseCursor('a.7')).toEqual({ epoch: 'a', seq: 7 });
    expect(formatCursor({ epoch: 'a', seq: 7 })).toBe('a.7');
  });

  it.each([
    '',
    '.',
    'a.',
    '.1',
    'a.-1',
    'a.1.2.3',
    'a.1.',
    'a.1.02',
    'a.1.A',
    'a.1.zzzzzz',
    'a.1.-2',
    'a.01',
    'a.1e3',
    ' a.1',
    'a.1\n',
    'a.9007199254740993',
    'é.1',
    'a'.repeat(33) + '.1',
  ])('rejects %j', (text) => expect(parseCursor(text)).toBeUndefined());

  it('never throws, whatever the input', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseCursor(text)));
  });
});
