import { RefusedError, UnreachableError } from '@bellhop/react';
import { describe, expect, it } from '@jest/globals';
import { isDecided } from './is-decided.js';

const refusal = (status: number) => new RefusedError({ type: 'about:blank', title: 'x', status, code: 'unavailable' });

describe('isDecided', () => {
  it('knows that a refused save has not happened', () => {
    expect([403, 409, 422].map((status) => isDecided(refusal(status)))).toEqual([true, true, true]);
  });

  it('does not know that of a save that a proxy gave up, or that got no response', () => {
    expect([500, 502, 503, 504].map((status) => isDecided(refusal(status)))).toEqual([false, false, false, false]);
    expect(isDecided(new UnreachableError())).toBe(false);
  });
});
