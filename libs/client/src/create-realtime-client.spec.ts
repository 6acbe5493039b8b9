import { beforeEach, describe, expect, it } from '@jest/globals';
import { RecordedTab, type RecordedTabOptions } from './testing/recorded-tab.js';
import { SimulatedBrowser } from './testing/simulated-browser.js';
import { SimulatedClock } from './testing/simulated-clock.js';
import { SimulatedServer } from './testing/simulated-server.js';
import type { TabFeatures } from './testing/simulated-tab.js';

let clock: SimulatedClock;
let server: SimulatedServer;
let browser: SimulatedBrowser;

beforeEach(() => {
  clock = new SimulatedClock();
  server = new SimulatedServer({ clock });
  browser = new SimulatedBrowser({ clock, network: server.network });
});

/** The first tab signs in; the others pick up its session. */
async function openTabs(count: number, options: RecordedTabOptions = {}): Promise<RecordedTab[]> {
  const first = new RecordedTab(browser, options);
  await clock.settle();
  if (first.session.token === undefined) void first.session.signIn('ada@aurora.test', 'bellhop-demo');
  await clock.until(() => first.isConnected, 10_000);
  const others = Array.from({ length: count - 1 }, () => new RecordedTab(browser, options));
  const tabs = [first, ...others];
  await clock.until(() => tabs.every((tab) => tab.isConnected), 10_000);
  return tabs;
}

const leaderOf = (tabs: readonly RecordedTab[]): RecordedTab => {
  const [leader, ...more] = tabs.filter((tab) => tab.isLeader && !tab.tab.isDead && !tab.tab.isFrozen);
  expect(more).toEqual([]);
  if (!leader) throw new Error('nobody leads');
  return leader;
};

describe('five tabs', () => {
  let tabs: RecordedTab[];
  beforeEach(async () => {
    tabs = await openTabs(5);
  });

  it('share one connection, one sign-in and no refresh', () => {
    expect(server.streams).toHaveLength(1);
    expect(server.requestsTo('/auth/refresh')).toHaveLength(0);
    expect(leaderOf(tabs)).toBe(tabs[0]);
  });

  it('each get every event once, in order', async () => {
    for (let count = 0; count < 50; count += 1) server.raise();
    await clock.advance(100);
    const all = server.log.events.map(({ seq }) => seq);
    for (const tab of tabs) expect(tab.seqs).toEqual(all);
  });

  it('elect another leader at once when the leader crashes, and lose nothing', async () => {
    const [first, ...others] = tabs;
    server.raise();
    first?.tab.kill();
    server.raise();
    const took = await clock.until(() => others.every((tab) => tab.isConnected) && server.streams.length === 1, 5_000);
    expect(took).toBeLessThan(1_000);
    server.raise();
    await clock.advance(100);
    for (const tab of others) expect(tab.seqs).toEqual([1, 2, 3]);
  });

  it('replace a frozen leader within 10 s, and it follows when it wakes', async () => {
    const [first, ...others] = tabs;
    first?.tab.freeze();
    server.raise();
    const took = await clock.until(() => others.some((tab) => tab.isLeader && tab.isConnected), 15_000);
    expect(took).toBeLessThan(10_000);
    server.raise();
    await clock.advance(1_000);
    for (const tab of others) expect(tab.seqs).toEqual([1, 2]);

    first?.tab.thaw();
    await clock.advance(10_000);
    expect(first?.isLeader).toBe(false);
    expect(first?.seqs).toEqual([1, 2]);
    expect(server.streams).toHaveLength(1);
    leaderOf(tabs);
  });

  it('hand over at once when the leader is notified of a freeze', async () => {
    const [first, ...others] = tabs;
    first?.tab.freeze(true);
    const took = await clock.until(() => others.some((tab) => tab.isLeader && tab.isConnected), 5_000);
    expect(took).toBeLessThan(1_000);
    expect(server.streams).toHaveLength(1);
  });

  it('catch up from the log when a follower returns from the back/forward cache', async () => {
    const follower = tabs[3];
    follower?.tab.putAside();
    for (let count = 0; count < 1_500; count += 1) server.raise();
    await clock.advance(5_000);
    expect(follower?.seqs).toEqual([]);
    follower?.tab.showAgain();
    await clock.advance(5_000);
    expect(follower?.seqs).toEqual(server.log.events.map(({ seq }) => seq));
    expect(tabs[0]?.seqs).toEqual(server.log.events.map(({ seq }) => seq));
  });

  it('are all notified of a gap, and of changed rights', async () => {
    server.changeAccess({ domains: ['orders'], propertyIds: 'all' });
    await clock.advance(100);
    for (const tab of tabs) expect(tab.accesses).toEqual([{ domains: ['orders'], propertyIds: 'all' }]);
    server.log.restore();
    server.cut();
    server.raise();
    await clock.advance(5_000);
    server.raise();
    await clock.advance(100);
    for (const tab of tabs) {
      expect(tab.gaps.map(({ reason }) => reason)).toEqual(['epoch']);
      expect(tab.seqs).toEqual([2]);
    }
  });

  it('all get an ephemeral event once', async () => {
    server.raiseEphemeral({ eventType: 'OrderTyping' });
    await clock.advance(100);
    for (const tab of tabs) expect(tab.events.map(({ eventType }) => eventType)).toEqual(['OrderTyping']);
  });

  it('all disconnect within 200 ms of a sign-out in one of them', async () => {
    void tabs[4]?.session.signOut();
    const took = await clock.until(() => server.streams.length === 0, 1_000);
    expect(took).toBeLessThan(200);
    await clock.advance(200 - took);
    for (const tab of tabs) expect(tab.status).toBe('signed-out');
    const requests = server.requests.length;
    await clock.advance(60_000);
    expect(server.requests.slice(requests).map(({ path }) => path)).toEqual([]);
  });

  it('all disconnect when the browser opts out, and reconnect when it opts in', async () => {
    tabs[0]?.tab.storage?.set('bellhop-realtime', 'off');
    browser.changed(browser.open('elsewhere'), 'bellhop-realtime');
    await clock.advance(1_000);
    expect(server.streams).toHaveLength(0);
    for (const tab of tabs) expect(tab.client.getSnapshot()).toMatchObject({ status: 'stopped', problem: 'opted-out' });
    server.raise();
    browser.storage.delete('bellhop-realtime');
    browser.changed(browser.open('elsewhere'), 'bellhop-realtime');
    await clock.until(() => tabs.every((tab) => tab.isConnected), 10_000);
    await clock.advance(100);
    for (const tab of tabs) expect(tab.seqs).toEqual([1]);
  });

  it('resume at the position of the tab furthest behind when all of them stop and start', async () => {
    for (const tab of tabs) tab.client.stop();
    await clock.advance(1_000);
    expect(server.streams).toHaveLength(0);
    server.raise();
    for (const tab of tabs) tab.client.start();
    await clock.until(() => tabs.every((tab) => tab.isConnected), 10_000);
    await clock.advance(1_000);
    for (const tab of tabs) expect(tab.seqs).toEqual([1]);
  });

  it('survive an event listener that throws', async () => {
    tabs[0]?.client.onEvent(() => {
      throw new Error('of the application');
    });
    server.raise();
    await clock.advance(100);
    for (const tab of tabs) expect(tab.seqs).toEqual([1]);
    expect(tabs[0]?.tab.reported).toEqual([new Error('of the application')]);
  });

  it('return the same snapshot object as long as nothing changes', async () => {
    const before = tabs[1]?.client.getSnapshot();
    await clock.advance(10_000);
    expect(tabs[1]?.client.getSnapshot()).toBe(before);
    expect(Object.isFrozen(before)).toBe(true);
  });
});

describe('twelve tabs opened at once', () => {
  it('share one refresh and one connection', async () => {
    await openTabs(1);
    for (const tab of browser.tabs) tab.kill();
    server.requests.length = 0;
    const tabs = Array.from({ length: 12 }, () => new RecordedTab(browser));
    await clock.until(() => tabs.every((tab) => tab.isConnected), 5_000);
    expect(server.requestsTo('/auth/refresh')).toHaveLength(1);
    expect(server.requestsTo('/v2/realtime/stream')).toHaveLength(1);
  });
});

describe.each<[string, TabFeatures]>([
  ['without Web Locks', { locks: false }],
  ['without BroadcastChannel', { channels: false }],
  ['without localStorage', { storage: false }],
  ['without any of them', { locks: false, channels: false, storage: false }],
])('a browser %s', (_name, features) => {
  it('delivers every event once to every tab', async () => {
    const first = new RecordedTab(browser, { features });
    const signedIn = first.session.signIn('ada@aurora.test', 'bellhop-demo');
    await clock.advance(1_000);
    await signedIn;
    const tabs = [first, new RecordedTab(browser, { features }), new RecordedTab(browser, { features })];
    await clock.until(() => tabs.every((tab) => tab.isConnected), 15_000);
    server.raise();
    await clock.advance(100);
    tabs.find((tab) => tab.isLeader)?.tab.kill();
    server.raise();
    await clock.advance(20_000);
    server.raise();
    await clock.advance(1_000);
    const left = tabs.filter((tab) => !tab.tab.isDead);
    expect(left).toHaveLength(2);
    for (const tab of left) expect(tab.seqs).toEqual([1, 2, 3]);
    expect(server.streams).toHaveLength(features.channels === false ? 2 : 1);
  });
});
