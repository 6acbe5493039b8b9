import { afterEach, describe, expect, it } from '@jest/globals';
import { browserEnvironment } from './browser.js';

const replaced = new Map<string, PropertyDescriptor | undefined>();

/** Defines a global for one test. */
function stub(name: string, descriptor: PropertyDescriptor): void {
  replaced.set(name, Object.getOwnPropertyDescriptor(globalThis, name));
  Object.defineProperty(globalThis, name, { configurable: true, ...descriptor });
}

afterEach(() => {
  for (const [name, descriptor] of replaced) {
    Reflect.deleteProperty(globalThis, name);
    if (descriptor) Object.defineProperty(globalThis, name, descriptor);
  }
  replaced.clear();
});

/** A minimal window and document that accept listeners. */
function openPage() {
  const window = new EventTarget();
  const document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  stub('document', { value: document });
  for (const name of ['addEventListener', 'removeEventListener'] as const) {
    stub(name, { value: window[name].bind(window) });
  }
  return { window, document };
}

describe('the browser', () => {
  it('works without storage, locks and page events', () => {
    for (const name of ['BroadcastChannel', 'EventSource', 'navigator', 'localStorage'])
      stub(name, { value: undefined });
    const environment = browserEnvironment();
    expect(environment).toMatchObject({
      openChannel: undefined,
      openEventStream: undefined,
      locks: undefined,
      storage: undefined,
    });
    expect(environment.page.isOnline()).toBe(true);
    expect(environment.page.isHidden()).toBe(false);
    environment.page.on('freeze', () => undefined)();
  });

  it('has no storage if localStorage is denied', () => {
    stub('localStorage', {
      get: () => {
        throw new DOMException('denied', 'SecurityError');
      },
    });
    expect(browserEnvironment().storage).toBeUndefined();
  });

  it('forgets writes if localStorage is full', () => {
    const full = {
      getItem: () => null,
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    };
    stub('localStorage', { value: full });
    const { storage } = browserEnvironment();
    storage?.set('a', 'b');
    expect(storage?.get('a')).toBeNull();
  });

  it('reports writes of other tabs to localStorage, not to sessionStorage', () => {
    const localStorage = { getItem: () => null };
    stub('localStorage', { value: localStorage });
    const { window } = openPage();
    const keys: (string | null)[] = [];
    const off = browserEnvironment().storage?.onChange((key) => keys.push(key));
    const change = (key: string | null, storageArea: object) =>
      window.dispatchEvent(Object.assign(new Event('storage'), { key, storageArea }));
    change('a', localStorage);
    change('b', {});
    change(null, localStorage);
    off?.();
    change('c', localStorage);
    expect(keys).toEqual(['a', null]);
  });

  it('reports page events, and of shown pages only those from the back/forward cache', () => {
    const { window, document } = openPage();
    const told: string[] = [];
    const { page } = browserEnvironment();
    for (const event of ['online', 'offline', 'visibility', 'pagehide', 'pageshow', 'freeze', 'resume'] as const) {
      page.on(event, () => told.push(event));
    }
    for (const type of ['online', 'offline', 'pagehide']) window.dispatchEvent(new Event(type));
    for (const type of ['visibilitychange', 'freeze', 'resume']) document.dispatchEvent(new Event(type));
    window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: false }));
    window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
    expect(told).toEqual(['online', 'offline', 'pagehide', 'visibility', 'freeze', 'resume', 'pageshow']);
    document.visibilityState = 'hidden';
    expect(page.isHidden()).toBe(true);
  });

  it('provides locks if it has them', async () => {
    const asked: unknown[] = [];
    const locks = {
      request: (name: string, options: object, task: () => Promise<string>) => {
        asked.push([name, options]);
        return task();
      },
    };
    stub('navigator', { value: { onLine: false, locks } });
    const environment = browserEnvironment();
    expect(await environment.locks?.request('a', { steal: true }, async () => 'done')).toBe('done');
    expect(asked).toEqual([['a', { steal: true }]]);
    expect(environment.page.isOnline()).toBe(false);
  });

  it('reports whether a lock of some prefix is held, and rejects if it cannot', async () => {
    const queries = [
      { held: [{ name: 'leader of all' }, {}], pending: [] },
      { held: [{ name: 'other' }], pending: [{ name: 'leader' }] },
      {},
    ];
    const query = async () => queries.shift();
    const isHeld = (locks: object) => {
      stub('navigator', { value: { locks } });
      return browserEnvironment().locks?.isHeld('leader ');
    };
    expect([await isHeld({ query }), await isHeld({ query }), await isHeld({ query })]).toEqual([true, false, false]);
    await expect(isHeld({})).rejects.toThrow(TypeError);
    const denied = { query: () => Promise.reject(new DOMException('denied', 'SecurityError')) };
    await expect(isHeld(denied)).rejects.toThrow('denied');
  });
});
