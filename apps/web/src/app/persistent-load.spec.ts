import { expect, test } from '@jest/globals';
import { persistentLoad } from './persistent-load.js';

test('what cannot be loaded is tried again, once a minute at last, until it is there', async () => {
  const waits: number[] = [];
  let tries = 0;
  const load = (): Promise<string> => {
    tries += 1;
    return tries <= 8 ? Promise.reject(new TypeError('Failed to fetch')) : Promise.resolve('toasts');
  };
  const wait = (ms: number): Promise<void> => {
    waits.push(ms);
    return Promise.resolve();
  };
  expect(await persistentLoad(load, wait)).toBe('toasts');
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
});
