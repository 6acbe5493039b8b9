import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ResponseReader } from '../src/load/response-reader.ts';

const response = (status: number, body: string): Buffer =>
  Buffer.from(
    `HTTP/1.1 ${status} Whatever\r\nX-Content-Length: 7\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    'latin1',
  );

describe('the end of a response', () => {
  test('is found wherever the bytes are cut, one response after the other', () => {
    const made = fc.array(
      fc.record({
        status: fc.integer({ min: 200, max: 599 }).filter((status) => status !== 204),
        body: fc.string({ maxLength: 40 }).map((text) => text.replace(/[^\x20-\x7e]/g, '\r\n\r\n')),
        cuts: fc.array(fc.nat(200), { maxLength: 6 }),
      }),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(made, (responses) => {
        const reader = new ResponseReader();
        for (const { status, body, cuts } of responses) {
          const bytes = response(status, body);
          const at = [...new Set([...cuts.map((cut) => cut % bytes.length), 0, bytes.length])].sort((a, b) => a - b);
          const answers = at.slice(1).map((end, index) => reader.add(Buffer.from(bytes.subarray(at[index], end))));
          expect(answers.at(-1)).toBe(status);
          expect(answers.slice(0, -1).every((answer) => answer === undefined)).toBe(true);
        }
      }),
      { seed: 11, numRuns: 200 },
    );
  });

  test('needs no length for a 204', () => {
    expect(new ResponseReader().add(Buffer.from('HTTP/1.1 204 No Content\r\n\r\n'))).toBe(204);
  });

  test('is an error when it cannot be found', () => {
    const chunked = Buffer.from('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n');
    expect(() => new ResponseReader().add(chunked)).toThrow('content-length');
    const more = Buffer.concat([response(200, 'ok'), Buffer.from('more')]);
    expect(() => new ResponseReader().add(more)).toThrow('longer');
  });
});
