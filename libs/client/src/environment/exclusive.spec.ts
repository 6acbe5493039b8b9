import { beforeEach, describe, expect, it } from '@jest/globals';
import { SimulatedBrowser } from '../testing/simulated-browser.js';
import { SimulatedClock } from '../testing/simulated-clock.js';
import type { TabFeatures } from '../testing/simulated-tab.js';
import type { TabStorage } from './environment.js';
import { exclusively } from './exclusive.js';
import { Lease, LEASE_MS } from './lease.js';

let clock: SimulatedClock;
let browser: SimulatedBrowser;

beforeEach(() => {
  clock = new SimulatedClock();
  browser = new SimulatedBrowser({ clock, network: () => Promise.reject(new Error('no network here')) });
});

const after = (ms: number): Promise<void> => new Promise((resolve) => void clock.after(ms, resolve));

describe.each<[string, TabFeatures]>([
  ['under a Web Lock', {}],
  ['under a lease', { locks: false }],
])('exclusive work of tabs %s', (_name, features) => {
  it('run one after the other', async () => {
    let running = 0;
    let most = 0;
    const done = Array.from({ length: 4 }, (_, index) =>
      exclusively(browser.open(undefined, features), 'work', 60_000, async () => {
        most = Math.max(most, (running += 1));
        await after(1_000);
        running -= 1;
        return index;
      }),
    );
    await clock.advance(10_000);
    expect(await Promise.all(done)).toEqual([0, 1, 2, 3]);
    expect(most).toBe(1);
  });

  it('run anyway if one keeps the others waiting for too long', async () => {
    const frozen = browser.open(undefined, features);
    void exclusively(frozen, 'work', 60_000, () => new Promise<never>(() => undefined));
    await clock.advance(1_000);
    frozen.freeze();
    let done = false;
    void exclusively(browser.open(undefined, features), 'work', 3_000, async () => (done = true));
    await clock.advance(2_900);
    expect(done).toBe(false);
    await clock.advance(300);
    expect(done).toBe(true);
  });

  it('continue after one fails, and its caller gets the error', async () => {
    const failed = exclusively(browser.open(undefined, features), 'work', 1_000, () =>
      Promise.reject(new Error('why')),
    );
    failed.catch(() => undefined);
    await clock.advance(500);
    await expect(failed).rejects.toThrow('why');
    const second = exclusively(browser.open(undefined, features), 'work', 10_000, async () => 'done');
    await clock.advance(1_000);
    expect(await second).toBe('done');
  });
});

describe('a lease', () => {
  const lease = () => new Lease(browser.open(), 'lease');
  const claim = async (claimed: Promise<boolean>) => {
    await clock.advance(200);
    return claimed;
  };

  it('expires 10 s after its last renewal', async () => {
    const [first, second] = [lease(), lease()];
    expect(await claim(first.claim())).toBe(true);
    await clock.advance(LEASE_MS - 1_000);
    expect(first.renew()).toBe(true);
    await clock.advance(LEASE_MS - 1_000);
    expect(await claim(second.claim())).toBe(false);
    await clock.advance(LEASE_MS);
    expect(await claim(second.claim())).toBe(true);
    expect(first.renew()).toBe(false);
  });

  it('goes to one of two tabs that claim it at the same moment', async () => {
    const claims = [lease().claim(), lease().claim(), lease().claim()];
    await clock.advance(200);
    expect((await Promise.all(claims)).filter(Boolean)).toHaveLength(1);
  });

  it('goes to one of two tabs that find it free before they see each other’s claim', async () => {
    const stores: Map<string, string>[] = [];
    const ofOwnProcess = (): Lease => {
      const store = new Map<string, string>();
      stores.push(store);
      const storage: TabStorage = {
        get: (key) => store.get(key) ?? null,
        set: (key, value) => {
          store.set(key, value);
          // Other processes of the browser see it a little later.
          clock.after(20, () => stores.forEach((other) => other.set(key, value)));
        },
        remove: (key) => void store.delete(key),
        onChange: () => () => undefined,
      };
      return new Lease(Object.assign(browser.open(), { storage }), 'lease');
    };
    const claims = [ofOwnProcess().claim(), ofOwnProcess().claim()];
    await clock.advance(200);
    expect((await Promise.all(claims)).filter(Boolean)).toHaveLength(1);
  });

  it.each(['not JSON', 'null', '{}', JSON.stringify({ holder: 'x', until: 8e15 })])(
    'is free where %s is stored',
    async (stored) => {
      browser.storage.set('lease', stored);
      expect(await claim(lease().claim())).toBe(true);
    },
  );
});
