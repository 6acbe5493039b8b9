import { beforeEach, describe, expect, it } from '@jest/globals';
import type { TabLocks } from '../environment/environment.js';
import { RecordedTab } from '../testing/recorded-tab.js';
import { SimulatedBrowser } from '../testing/simulated-browser.js';
import { SimulatedClock } from '../testing/simulated-clock.js';
import { SimulatedServer } from '../testing/simulated-server.js';
import type { SimulatedTab, TabFeatures } from '../testing/simulated-tab.js';
import { SignInError } from './auth-api.js';
import type { Session } from './session.js';
import { createSession } from './tab-session.js';

const TOKEN_MS = 600_000;

let clock: SimulatedClock;
let server: SimulatedServer;
let browser: SimulatedBrowser;
let refreshes: () => number;

beforeEach(() => {
  clock = new SimulatedClock();
  server = new SimulatedServer({ clock, tokenMs: TOKEN_MS });
  browser = new SimulatedBrowser({ clock, network: server.network });
  refreshes = () => server.requestsTo('/auth/refresh').length;
});

interface Opened {
  readonly tab: SimulatedTab;
  readonly session: Session;
}

function open(features: TabFeatures = {}): Opened {
  const tab = browser.open(undefined, features);
  const session = createSession({ environment: tab });
  session.start();
  return { tab, session };
}

async function settled<T>(promise: Promise<T>, ms = 1_000): Promise<T> {
  // The caller handles rejections later.
  promise.catch(() => undefined);
  await clock.advance(ms);
  return promise;
}

type Tabs<N extends number> = N extends 1
  ? [Opened]
  : N extends 2
    ? [Opened, Opened]
    : [Opened, Opened, Opened, ...Opened[]];

async function signedIn<N extends number>(count: N, features: TabFeatures = {}): Promise<Tabs<N>> {
  const first = open(features);
  await settled(first.session.signIn('ada@aurora.test', 'bellhop-demo'));
  const tabs = [first, ...Array.from({ length: count - 1 }, () => open(features))];
  await clock.advance(1_000);
  return tabs as Tabs<N>;
}

const states = (tabs: readonly Opened[]) => tabs.map(({ session }) => session.getSnapshot().state);

describe('a session', () => {
  it('is signed out in a browser where no user has signed in, without a request', async () => {
    const { session } = open();
    expect(session.getSnapshot().state).toBe('signed-out');
    await clock.advance(1_000);
    expect(server.requests).toEqual([]);
  });

  it('signs in, and shares that with the other tabs', async () => {
    const tabs: [Opened, Opened] = [open(), open()];
    await clock.advance(100);
    const user = await settled(tabs[0].session.signIn('ada@aurora.test', 'bellhop-demo'));
    expect(user.name).toBe('Ada');
    expect(states(tabs)).toEqual(['signed-in', 'signed-in']);
    expect(tabs[1].session.token).toBe(tabs[0].session.token);
  });

  it('reports why a sign-in failed', async () => {
    const { session } = open();
    const refused: unknown = await settled(session.signIn('ada@aurora.test', 'wrong')).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(SignInError);
    expect(refused).toMatchObject({ status: 401, problem: { code: 'invalid_credentials' } });
    browser.setOnline(false);
    const away: unknown = await settled(session.signIn('ada@aurora.test', 'bellhop-demo')).catch(
      (error: unknown) => error,
    );
    expect(away).toMatchObject({ name: 'SignInError', status: 0, problem: undefined });
  });

  it('is passed to a tab that opens later, without a request', async () => {
    const [first] = await signedIn(1);
    const requests = server.requests.length;
    const later = open();
    await clock.advance(20);
    expect(later.session.getSnapshot()).toMatchObject({ state: 'signed-in', user: { name: 'Ada' } });
    expect(later.session.token).toBe(first.session.token);
    expect(server.requests).toHaveLength(requests);
  });

  it('is restored by the cookie after all tabs were closed', async () => {
    const [first] = await signedIn(1);
    first.tab.kill();
    const { session } = open();
    await clock.advance(1_000);
    expect(session.getSnapshot().state).toBe('signed-in');
    expect(refreshes()).toBe(1);
  });

  it('is signed out if the cookie is no longer valid', async () => {
    const [first] = await signedIn(1);
    first.tab.kill();
    server.sessions.endAll();
    const { session } = open();
    await clock.advance(1_000);
    expect(session.getSnapshot().state).toBe('signed-out');
  });

  it('is refreshed before its token expires, once for all tabs, and every tab gets the new token', async () => {
    const tabs = await signedIn(5);
    for (let round = 1; round <= 3; round += 1) {
      await clock.advance(TOKEN_MS);
      expect(refreshes()).toBe(round);
      expect(new Set(tabs.map(({ session }) => session.token)).size).toBe(1);
    }
    expect(states(tabs)).toEqual(Array(5).fill('signed-in'));
  });

  it('is refreshed once even if all tabs request it at the same moment', async () => {
    const tabs = await signedIn(5);
    const results = await settled(Promise.all(tabs.flatMap(({ session }) => [session.refresh(), session.refresh()])));
    expect(results).toEqual(Array(10).fill(true));
    expect(refreshes()).toBe(1);
  });

  it('is refreshed once when one of three tabs sets its expiry to the past', async () => {
    const tabs = await signedIn(3);
    tabs[0].tab.storage?.set('auth-expiry', String(clock.now() - 1));
    await clock.advance(1_000);
    expect(refreshes()).toBe(1);
    const tokens = new Set(tabs.map(({ session }) => session.token));
    expect(tokens).toEqual(new Set(['access-2']));
  });

  it('shares the expiry of its token with the other tabs through localStorage', async () => {
    const [first] = await signedIn(1);
    expect(browser.storage.get('auth-expiry')).toBe(String(first.session.getSnapshot().expiresAt));
    expect([...browser.storage.values()].join()).not.toContain(first.session.token);
  });

  it('retries an unanswered refresh after 2, 4, 8 … 60 s, in one of the tabs, and continues when it succeeds', async () => {
    const tabs = await signedIn(3);
    server.intercept = ({ path }) => (path === '/auth/refresh' ? new Response(null, { status: 503 }) : undefined);
    void tabs[1].session.refresh();
    const at: number[] = [];
    for (let count = 1; count <= 8; count += 1) {
      await clock.until(() => refreshes() === count, 70_000);
      at.push(Math.round(clock.now()));
    }
    const waits = at.slice(1).map((time, index) => Math.round((time - (at[index] ?? 0)) / 1_000));
    expect(waits).toEqual([2, 4, 8, 16, 32, 60, 60]);
    await clock.advance(50);
    for (const { session } of tabs) expect(session.getSnapshot()).toMatchObject({ state: 'refreshing', failures: 8 });
    server.intercept = () => undefined;
    await clock.advance(61_000);
    expect(states(tabs)).toEqual(['signed-in', 'signed-in', 'signed-in']);
    expect(refreshes()).toBe(9);
  });

  it('sends no additional requests when callers ask for a refresh meanwhile, except for retryNow', async () => {
    const [first] = await signedIn(1);
    server.intercept = () => new Response(null, { status: 503 });
    await settled(first.session.refresh(), 100);
    expect(await settled(first.session.refresh(), 100)).toBe(false);
    expect(refreshes()).toBe(1);
    server.intercept = () => undefined;
    expect(await settled(first.session.retryNow(), 100)).toBe(true);
    expect(refreshes()).toBe(2);
  });

  it('waits for the network while offline, and continues as soon as it is back', async () => {
    const tabs = await signedIn(2);
    browser.setOnline(false);
    await clock.advance(2 * TOKEN_MS);
    expect(refreshes()).toBe(0);
    browser.setOnline(true);
    await clock.advance(1_000);
    expect(states(tabs)).toEqual(['signed-in', 'signed-in']);
    expect(refreshes()).toBe(1);
  });

  it('expires in every tab once the server rejects the refresh', async () => {
    const tabs = await signedIn(3);
    server.sessions.endAll();
    await settled(tabs[2].session.refresh());
    expect(states(tabs)).toEqual(['expired', 'expired', 'expired']);
    expect(tabs[0].session.getSnapshot().user?.name).toBe('Ada');
    await clock.advance(2 * TOKEN_MS);
    expect(refreshes()).toBe(1);
  });

  it('ends in every tab within 200 ms of a sign-out', async () => {
    const tabs = await signedIn(3);
    void tabs[0].session.signOut();
    expect(tabs[0].session.token).toBeUndefined();
    const took = await clock.until(() => states(tabs).every((state) => state === 'signed-out'), 1_000);
    expect(took).toBeLessThan(200);
    await clock.advance(2 * TOKEN_MS);
    expect(server.requestsTo('/auth/logout')).toHaveLength(1);
    expect(refreshes()).toBe(0);
  });

  it.each([{}, { channels: false }])('reports where it was signed out: %j', async (features) => {
    const tabs = await signedIn(2, features);
    const why = () => tabs.map(({ session }) => session.getSnapshot().signedOutBy);
    void tabs[0].session.signOut();
    await clock.advance(200);
    expect(why()).toEqual(['here', 'other-tab']);
    await settled(tabs[0].session.signIn('ada@aurora.test', 'bellhop-demo'));
    expect(why()[0]).toBeUndefined();
  });

  it('reports in every tab that it was ended elsewhere, passed on by the tab that learns of it', async () => {
    const tabs = await signedIn(3);
    tabs[1].session.end('revoked');
    await clock.advance(200);
    expect(states(tabs)).toEqual(['signed-out', 'signed-out', 'signed-out']);
    expect(tabs.map(({ session }) => session.getSnapshot().signedOutBy)).toEqual(Array(3).fill('elsewhere'));
    // Signing out of an ended session changes nothing about it.
    await tabs[0].session.signOut();
    await clock.advance(200);
    expect(tabs.map(({ session }) => session.getSnapshot().signedOutBy)).toEqual(Array(3).fill('elsewhere'));
  });

  it('ends in every tab through localStorage if there are no channels', async () => {
    const tabs = await signedIn(2, { channels: false });
    expect(states(tabs)).toEqual(['signed-in', 'signed-in']);
    void tabs[0].session.signOut();
    const took = await clock.until(() => states(tabs).every((state) => state === 'signed-out'), 1_000);
    expect(took).toBeLessThan(200);
  });

  it('ends in every tab through channels if there is no localStorage', async () => {
    const tabs = await signedIn(2, { storage: false });
    expect(states(tabs)).toEqual(['signed-in', 'signed-in']);
    void tabs[0].session.signOut();
    await clock.advance(200);
    expect(states(tabs)).toEqual(['signed-out', 'signed-out']);
  });

  it('discards a new token if a sign-out came while it was requested', async () => {
    const tabs = await signedIn(2);
    // The server processes the refresh before the sign-out.
    const granted = Response.json(server.sessions.refresh(browser.cookies));
    server.intercept = async ({ path }) => {
      if (path !== '/auth/refresh') return undefined as never;
      await new Promise<void>((resolve) => void clock.after(500, resolve));
      return granted;
    };
    const refreshed = tabs[0].session.refresh();
    await clock.advance(100);
    void tabs[1].session.signOut();
    expect(await settled(refreshed)).toBe(false);
    expect(states(tabs)).toEqual(['signed-out', 'signed-out']);
    expect(tabs.map(({ session }) => session.token)).toEqual([undefined, undefined]);
  });

  it('notifies the server of a sign-out later if it is unreachable', async () => {
    const [first] = await signedIn(1);
    server.intercept = () => new Response(null, { status: 503 });
    const done = first.session.signOut();
    expect(first.session.getSnapshot().state).toBe('signed-out');
    await clock.advance(7_000);
    server.intercept = () => undefined;
    await clock.advance(10_000);
    await done;
    const statuses = server.requestsTo('/auth/logout').map(({ headers }) => headers.get('authorization'));
    expect(statuses).toEqual(Array(4).fill('Bearer access-1'));
  });

  it('refreshes out of turn if the refreshing tab is frozen', async () => {
    const tabs = await signedIn(2);
    void tabs[0].session.refresh();
    await clock.advance(1);
    tabs[0].tab.freeze();
    expect(await settled(tabs[1].session.refresh(), 12_000)).toBe(true);
    tabs[0].tab.thaw();
    await clock.advance(1_000);
    expect(states(tabs)).toEqual(['signed-in', 'signed-in']);
  });

  it('is replaced by another user’s in every tab, and a late end of the previous one does not end it', async () => {
    const tabs = await signedIn(2);
    void tabs[0].session.signOut();
    await clock.advance(100);
    await settled(tabs[1].session.signIn('bob@aurora.test', 'bellhop-demo'));
    for (const { session } of tabs) expect(session.getSnapshot().user?.email).toBe('bob@aurora.test');
  });

  it('does not return with a token that another tab sent during the sign-out', async () => {
    const tabs = await signedIn(2);
    const { accessToken, expiresAt, user } = server.sessions.login('ada@aurora.test', browser.cookies);
    const mark = browser.storage.get('auth-sign-out') ?? '';
    void tabs[0].session.signOut();
    await clock.advance(100);
    const message = { kind: 'token', mark, signedIn: { accessToken, expiresAt, user } };
    browser
      .open()
      .openChannel?.('auth-control', () => undefined)
      .post(message);
    await clock.advance(100);
    expect(states(tabs)).toEqual(['signed-out', 'signed-out']);
  });

  it('notices a sign-out that happened while it was stopped', async () => {
    const tabs = await signedIn(2);
    tabs[1].session.stop();
    void tabs[0].session.signOut();
    await clock.advance(1_000);
    tabs[1].session.start();
    expect(states(tabs)).toEqual(['signed-out', 'signed-out']);
    expect(tabs[1].session.token).toBeUndefined();
  });

  it('notices a sign-out that happened while its page was in the back/forward cache', async () => {
    const tabs = await signedIn(2);
    tabs[1].tab.putAside();
    void tabs[0].session.signOut();
    await clock.advance(1_000);
    tabs[1].tab.showAgain();
    await clock.advance(10);
    expect(states(tabs)).toEqual(['signed-out', 'signed-out']);
  });

  it('does not refresh forever if the clock is far ahead', async () => {
    server = new SimulatedServer({ clock, tokenMs: -5_000_000 });
    browser = new SimulatedBrowser({ clock, network: server.network });
    refreshes = () => server.requestsTo('/auth/refresh').length;
    const [first] = await signedIn(1);
    for (let count = 0; count < 20; count += 1) void first.session.authorizedFetch('/orders');
    await clock.advance(25_000);
    // At most one per 401, and never one after another on its own.
    expect(refreshes()).toBeLessThanOrEqual(2);
  });
});

describe('a tab that asks the others for their token', () => {
  /** A signed-in tab with a client, which leads. */
  async function leader(features: TabFeatures = {}): Promise<RecordedTab> {
    const first = new RecordedTab(browser, { features });
    await settled(first.session.signIn('ada@aurora.test', 'bellhop-demo'));
    expect(first.isLeader).toBe(true);
    return first;
  }

  /** From now on, messages reach this tab `ms` later. */
  function slow(tab: SimulatedTab, ms: number): void {
    const hear = tab.hear.bind(tab);
    tab.hear = (from, name, message, delayMs) => hear(from, name, message, delayMs + ms);
  }

  /** Opens a tab whose `isHeld` is replaced. */
  function openWith(isHeld: TabLocks['isHeld']): Session {
    const tab = browser.open();
    Object.assign(tab, { locks: { ...tab.locks, isHeld } });
    const session = createSession({ environment: tab });
    session.start();
    return session;
  }

  const refreshed = () => clock.until(() => refreshes() === 1, 10_000);

  it('waits for a leader that takes 300 ms to answer, and does not refresh', async () => {
    const first = await leader();
    slow(first.tab, 300);
    const { session } = open();
    await clock.advance(250);
    expect(session.getSnapshot().state).toBe('unknown');
    await clock.advance(100);
    expect(session.token).toBe(first.session.token);
    await clock.advance(10_000);
    expect(refreshes()).toBe(0);
  });

  it('refreshes after 2 s if the leader does not answer', async () => {
    const first = await leader();
    first.tab.freeze();
    const { session } = open();
    expect(Math.round(await refreshed())).toBe(2_000);
    await clock.advance(10);
    expect(session.getSnapshot().state).toBe('signed-in');
  });

  it('refreshes after 100 ms without a leader', async () => {
    const [first] = await signedIn(1);
    first.tab.freeze();
    open();
    expect(Math.round(await refreshed())).toBe(100);
  });

  it('refreshes after 100 ms if the leader cannot answer because its token has expired', async () => {
    const first = await leader();
    first.tab.freeze();
    await clock.advance(TOKEN_MS);
    open();
    expect(Math.round(await refreshed())).toBe(100);
  });

  it('refreshes after 100 ms without Web Locks', async () => {
    const first = await leader({ locks: false });
    first.tab.freeze();
    open({ locks: false });
    // A lease takes 50 to 100 ms.
    expect(await refreshed()).toBeLessThanOrEqual(200);
  });

  it.each<[string, TabLocks['isHeld']]>([
    ['rejects', () => Promise.reject(new DOMException('denied', 'SecurityError'))],
    [
      'throws',
      () => {
        throw new DOMException('not active', 'InvalidStateError');
      },
    ],
  ])('refreshes after 100 ms if the browser’s answer about the lock %s', async (_name, isHeld) => {
    const first = await leader();
    first.tab.freeze();
    openWith(isHeld);
    expect(Math.round(await refreshed())).toBe(100);
  });

  it('refreshes after 2 s if the browser never answers about the lock', async () => {
    const first = await leader();
    first.tab.freeze();
    openWith(() => new Promise(() => undefined));
    expect(Math.round(await refreshed())).toBe(2_000);
  });

  it('does not wait for a tab that was signed out: it does not lead', async () => {
    const first = await leader({ storage: false });
    await settled(first.session.signOut());
    const { session } = open({ storage: false });
    expect(Math.round(await refreshed())).toBe(100);
    await clock.advance(10);
    expect(session.getSnapshot().state).toBe('signed-out');
  });

  it('waits 800 ms for the token that another one has just fetched', async () => {
    const first = await leader();
    const second = open();
    await clock.advance(1_000);
    slow(second.tab, 800);
    const both = Promise.all([first.session.refresh(), second.session.refresh()]);
    expect(await settled(both, 2_000)).toEqual([true, true]);
    expect(second.session.token).toBe(first.session.token);
    expect(refreshes()).toBe(1);
  });
});

describe('authorizedFetch', () => {
  it('sends the token, and no header at all without one', async () => {
    const { session } = open();
    await settled(session.authorizedFetch('/docs'));
    expect(server.requests.at(-1)?.headers.has('authorization')).toBe(false);
    await settled(session.signIn('ada@aurora.test', 'bellhop-demo'));
    await settled(session.authorizedFetch('/orders?limit=1'));
    expect(server.requests.at(-1)?.headers.get('authorization')).toBe('Bearer access-1');
  });

  it('refreshes once after a 401 and repeats, however many requests there are', async () => {
    const [first] = await signedIn(1);
    let refused = 0;
    server.intercept = ({ path, headers }) => {
      if (path !== '/orders' || headers.get('authorization') !== 'Bearer access-1') return undefined;
      refused += 1;
      return new Response(null, { status: 401 });
    };
    const answers = await settled(
      Promise.all(Array.from({ length: 6 }, () => first.session.authorizedFetch('/orders'))),
    );
    expect(answers.map((answer) => answer.status)).toEqual(Array(6).fill(200));
    expect(refused).toBe(6);
    expect(refreshes()).toBe(1);
  });

  it('does not refresh again for a 401 that arrives after another request got the new token', async () => {
    const [first] = await signedIn(1);
    server.intercept = async ({ path, headers }) => {
      if (headers.get('authorization') !== 'Bearer access-1') return undefined as never;
      if (path === '/slow') await new Promise<void>((resolve) => void clock.after(300, resolve));
      return new Response(null, { status: 401 });
    };
    const answers = Promise.all([first.session.authorizedFetch('/slow'), first.session.authorizedFetch('/fast')]);
    expect((await settled(answers)).map(({ status }) => status)).toEqual([200, 200]);
    expect(refreshes()).toBe(1);
  });

  it('returns the 401 if the new token is rejected as well', async () => {
    const [first] = await signedIn(1);
    server.intercept = ({ path }) => (path === '/orders' ? new Response(null, { status: 401 }) : undefined);
    expect((await settled(first.session.authorizedFetch('/orders'))).status).toBe(401);
    expect(server.requestsTo('/orders')).toHaveLength(2);
    expect(refreshes()).toBe(1);
  });

  it('is not repeated as another user who signed in meanwhile', async () => {
    const [first] = await signedIn(1);
    server.intercept = async ({ path, headers }) => {
      if (path !== '/orders' || headers.get('authorization') !== 'Bearer access-1') return undefined as never;
      await new Promise<void>((resolve) => void clock.after(300, resolve));
      return new Response(null, { status: 401 });
    };
    const answer = first.session.authorizedFetch('/orders', { method: 'POST' });
    await clock.advance(100);
    const bob = first.session.signIn('bob@aurora.test', 'bellhop-demo');
    expect((await settled(answer)).status).toBe(401);
    await bob;
    expect(first.session.getSnapshot().user?.email).toBe('bob@aurora.test');
    expect(server.requestsTo('/orders')).toHaveLength(1);
  });

  it('is not sent as another user who signed in while it waited for a new token', async () => {
    const [first] = await signedIn(1);
    server.intercept = async ({ path }) => {
      if (path === '/auth/refresh') await new Promise<void>((resolve) => void clock.after(500, resolve));
      return undefined as never;
    };
    browser.storage.set('auth-expiry', '1');
    const answer = first.session.authorizedFetch('/orders', { method: 'POST' });
    await clock.advance(100);
    const bob = first.session.signIn('bob@aurora.test', 'bellhop-demo');
    expect((await settled(answer, 2_000)).status).toBe(401);
    await bob;
    expect(server.requestsTo('/orders')).toHaveLength(0);
  });

  it('waits until it is known whether a user is signed in', async () => {
    const [first] = await signedIn(1);
    first.tab.kill();
    const { session } = open();
    await settled(session.authorizedFetch('/orders'));
    expect(server.requestsTo('/orders').map(({ headers }) => headers.get('authorization'))).toEqual([
      'Bearer access-2',
    ]);
  });

  it.each(['https://elsewhere.test/orders', '//elsewhere.test/orders', '/\\elsewhere.test', 'orders'])(
    'sends the token nowhere else: %s',
    async (path) => {
      const [first] = await signedIn(1);
      await expect(first.session.authorizedFetch(path)).rejects.toThrow(TypeError);
    },
  );
});
