import { describe, expect, it } from '@jest/globals';
import { validate, version } from 'uuid';
import { newRowId } from './row-id.js';

describe('newRowId', () => {
  it('creates version 7 UUIDs with the current time, each greater than the one before', () => {
    const before = Date.now();
    const ids = Array.from({ length: 5_000 }, newRowId);
    expect(ids.every((id) => validate(id) && version(id) === 7)).toBe(true);
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
    const madeAt = Number.parseInt((ids[0] ?? '').replaceAll('-', '').slice(0, 12), 16);
    expect(madeAt).toBeGreaterThanOrEqual(before);
    expect(madeAt).toBeLessThanOrEqual(Date.now());
  });
});
