import { describe, expect, it } from '@jest/globals';
import { DatabaseUnavailableError } from './database.errors.js';
import { idempotencyKeyOf, PgliteQuery } from './pglite.query.js';
import { PreparedStatements } from './prepared-statements.js';

const message = (code: string, ...body: number[]): number[] => [code.charCodeAt(0), 0, 0, 0, 4 + body.length, ...body];
const text = (words: string): number[] => [...Buffer.from(`${words}\0`)];
const COMPLETE = [...message('1'), ...message('2'), ...message('n'), ...message('C', ...text('INSERT 0 1'))];
const READY = message('Z', 'I'.charCodeAt(0));

describe('a response of PGlite', () => {
  const query = () =>
    new PgliteQuery(
      { text: 'insert', params: [], rows: 'array', begins: false, name: undefined },
      new PreparedStatements(),
    );

  it('is complete only with ReadyForQuery, a commit included', () => {
    expect(query().read(Uint8Array.from([...COMPLETE, ...READY]))).toEqual([]);
    for (const broken of [[], COMPLETE]) {
      expect(() => query().read(Uint8Array.from(broken))).toThrow(DatabaseUnavailableError);
    }
    const commit = message('C', ...text('COMMIT'));
    expect(idempotencyKeyOf(Uint8Array.from([...commit, ...READY]))).toBe('COMMIT');
    expect(() => idempotencyKeyOf(Uint8Array.from(commit))).toThrow(DatabaseUnavailableError);
  });
});
