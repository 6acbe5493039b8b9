import { afterEach, describe, expect, it } from '@jest/globals';
import { browserStorage } from './text-storage.js';

/** A browser's localStorage with entries, which refuses to take more. */
function stored(entries: Readonly<Record<string, string>>, failure: { readonly reading?: boolean } = {}): void {
  const fail = () => {
    throw new Error('QuotaExceededError');
  };
  const storage: Record<string, unknown> = { ...entries };
  const methods = { getItem: (key: string) => entries[key] ?? null, setItem: fail, removeItem: () => undefined };
  for (const [name, value] of Object.entries(methods)) Object.defineProperty(storage, name, { value });
  Object.defineProperty(globalThis, 'localStorage', {
    configurable: true,
    get: () => (failure.reading ? fail() : storage),
  });
}

afterEach(() => void Reflect.deleteProperty(globalThis, 'localStorage'));

describe('the storage of a browser', () => {
  it('shows what waits in it, although it is full', () => {
    stored({ 'bellhop-outbox:aurora:ann:1': 'a save' });
    const storage = browserStorage();
    expect(storage.keys('bellhop-outbox')).toEqual(['bellhop-outbox:aurora:ann:1']);
    expect(storage.read('bellhop-outbox:aurora:ann:1')).toBe('a save');
    expect(storage.write('bellhop-draft:aurora:ann:2', 'x')).toBe(false);
  });

  it.each([{ reading: false }, { reading: true }])('is the page’s memory if the browser denies it: %j', (failure) => {
    stored({}, failure);
    const storage = browserStorage();
    expect(storage.write('a', 'b')).toBe(true);
    expect(storage.read('a')).toBe('b');
  });
});
