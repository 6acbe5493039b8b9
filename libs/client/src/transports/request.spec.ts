import { expect, it } from '@jest/globals';
import { retryAfterMs } from './request.js';

const NOW = Date.parse('2026-11-21T10:00:00Z');

it.each([
  [null, undefined],
  ['0', 0],
  ['120', 120_000],
  ['Sat, 21 Nov 2026 10:00:30 GMT', 30_000],
  ['Sat, 21 Nov 2026 09:00:00 GMT', 0],
  ['soon', undefined],
])('reads Retry-After %j as %j ms', (value, expected) => expect(retryAfterMs(value, NOW)).toBe(expected));
