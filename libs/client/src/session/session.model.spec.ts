import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SimulatedBrowser } from '../testing/simulated-browser.js';
import { SimulatedClock } from '../testing/simulated-clock.js';
import { SimulatedServer } from '../testing/simulated-server.js';
import type { SimulatedTab, TabFeatures } from '../testing/simulated-tab.js';
import type { Session } from './session.js';
import { createSession } from './tab-session.js';

const TAB_STEPS = [
  'refresh',
  'fetch',
  'sign out',
  'sign in',
  'kill',
  'put aside',
  'show again',
  'forget expiry',
  'restart',
] as const;
const WORLD_STEPS = ['open', 'offline', 'online', 'outage', 'recovery', 'end sessions'] as const;

type Step =
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: (typeof TAB_STEPS)[number]; readonly tab: number }
  | { readonly do: (typeof WORLD_STEPS)[number] };

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.oneof(
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 0, max: 2_000 }),
        fc.integer({ min: 0, max: 200_000 }),
      ),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom(...TAB_STEPS), tab: fc.nat({ max: 5 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom(...WORLD_STEPS) }) },
);

const SETTLED: ReadonlySet<string> = new Set(['signed-in', 'signed-out', 'expired']);

/** Longest time until every tab learns of a sign-out, in milliseconds. */
const TOLD_MS = 200;

class World {
  readonly clock = new SimulatedClock();
  readonly server = new SimulatedServer({ clock: this.clock, tokenMs: 180_000 });
  readonly browser: SimulatedBrowser;
  readonly #tabs: { readonly tab: SimulatedTab; readonly session: Session }[] = [];
  readonly broken: string[] = [];
  #refreshing = 0;
  #isAway = false;
  /** Token → time of the sign-out from its session. */
  readonly #signedOutAt = new Map<string, number>();

  constructor(features: TabFeatures, random: () => number) {
    this.browser = new SimulatedBrowser({ clock: this.clock, network: this.server.network, random, ...features });
    this.server.intercept = async (request) => {
      const token = request.headers.get('authorization');
      if (token !== null && !/^Bearer access-\d+$/.test(token)) this.broken.push(`sends ${token}`);
      const signedOutAt = this.#signedOutAt.get(token ?? '') ?? Infinity;
      // The request arrives here after 5 ms.
      if (request.path !== '/auth/logout' && this.clock.now() - 5 > signedOutAt + TOLD_MS) {
        this.broken.push(`${request.tab} still sends ${token} to ${request.path}`);
      }
      if (request.path === '/auth/refresh') await this.#whileAlone(request.signal);
      return this.#isAway ? new Response(null, { status: 503 }) : (undefined as never);
    };
  }

  get living() {
    return this.#tabs.filter(({ tab }) => !tab.isDead);
  }

  open(): Session {
    const tab = this.browser.open(`tab ${this.#tabs.length + 1}`);
    const session = createSession({ environment: tab });
    session.start();
    this.#tabs.push({ tab, session });
    return session;
  }

  async take(step: Step): Promise<void> {
    const { living } = this;
    const chosen = 'tab' in step ? living[step.tab % Math.max(1, living.length)] : undefined;
    const isAsleep = chosen?.tab.isFrozen ?? true;
    switch (step.do) {
      case 'wait':
        return this.clock.advance(step.ms);
      case 'open':
        if (living.length < 5) this.open();
        break;
      case 'offline':
      case 'online':
        this.browser.setOnline(step.do === 'online');
        break;
      case 'outage':
      case 'recovery':
        this.#isAway = step.do === 'outage';
        break;
      case 'end sessions':
        this.server.sessions.endAll();
        break;
      case 'kill':
        if (living.length > 1) chosen?.tab.kill();
        break;
      case 'put aside':
        if (!isAsleep) chosen?.tab.putAside();
        break;
      case 'show again':
        if (isAsleep) chosen?.tab.showAgain();
        break;
      case 'refresh':
        if (!isAsleep) void chosen?.session.refresh();
        break;
      case 'fetch':
        if (!isAsleep) chosen?.session.authorizedFetch('/orders').catch(() => undefined);
        break;
      case 'forget expiry':
        if (!isAsleep) chosen?.tab.storage?.set('auth-expiry', String(this.clock.now() - 1));
        break;
      case 'restart':
        if (!isAsleep) chosen?.session.stop();
        if (!isAsleep) chosen?.session.start();
        break;
      case 'sign in':
        if (!isAsleep) chosen?.session.signIn('ada@aurora.test', 'bellhop-demo').catch(() => undefined);
        break;
      case 'sign out':
        if (!isAsleep && chosen) this.#signOut(chosen.session);
    }
    await this.clock.settle();
  }

  async heal(): Promise<void> {
    this.#isAway = false;
    this.browser.setOnline(true);
    for (const { tab } of this.living) if (tab.isFrozen) tab.showAgain();
    await this.clock.advance(400_000);
    // Unless this happens to be the moment of the next refresh.
    await this.clock.until(() => this.living.every(({ session }) => SETTLED.has(session.getSnapshot().state)), 5_000);
  }

  #signOut(session: Session): void {
    const { token } = session;
    if (token !== undefined) this.#signedOutAt.set(`Bearer ${token}`, this.clock.now());
    void session.signOut();
  }

  /** A refresh in progress on the server, until it is answered or its tab is gone. */
  async #whileAlone(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    this.#refreshing += 1;
    if (this.#refreshing > 1) this.broken.push(`${this.#refreshing} refreshes at the same time`);
    await new Promise<void>((resolve) => {
      const timer = this.clock.after(50, resolve);
      signal.addEventListener('abort', () => {
        timer.cancel();
        resolve();
      });
    });
    this.#refreshing -= 1;
  }
}

const seeded = (seed: number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
};

describe.each<[string, TabFeatures]>([
  ['with everything', {}],
  ['without Web Locks', { locks: false }],
  ['without BroadcastChannel', { channels: false }],
])('tabs of a browser %s', (_name, features) => {
  it('refresh one at a time, never use a token of a session they left, and agree in the end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { maxLength: 40 }), fc.nat(), async (taken, seed) => {
        const world = new World(features, seeded(seed));
        const first = world.open();
        void first.signIn('ada@aurora.test', 'bellhop-demo');
        await world.clock.advance(1_000);
        for (const step of taken) await world.take(step);
        await world.heal();
        expect(world.broken).toEqual([]);
        expect(new Set(world.living.map(({ session }) => session.token !== undefined)).size).toBe(1);
        if (features.channels !== false) {
          expect(new Set(world.living.map(({ session }) => session.token)).size).toBe(1);
        }
        for (const { session, tab } of world.living) {
          expect(SETTLED.has(session.getSnapshot().state)).toBe(true);
          expect(tab.reported).toEqual([]);
        }
      }),
      { numRuns: 100 },
    );
  });
});
