import { beforeEach, describe, expect, it } from '@jest/globals';
import { parseCursor } from '@bellhop/protocol';
import { RecordedTab } from '../testing/recorded-tab.js';
import { SimulatedBrowser } from '../testing/simulated-browser.js';
import { SimulatedClock } from '../testing/simulated-clock.js';
import { SimulatedServer } from '../testing/simulated-server.js';
import { NO_PATIENCE } from '../transports/connection.js';
import type { TabMessage } from './tab-messages.js';

let clock: SimulatedClock;
let server: SimulatedServer;
let browser: SimulatedBrowser;
let tabs: RecordedTab[];

beforeEach(async () => {
  clock = new SimulatedClock();
  server = new SimulatedServer({ clock });
  browser = new SimulatedBrowser({ clock, network: server.network });
  const first = new RecordedTab(browser, { telemetrySample: 1 });
  void first.session.signIn('ada@aurora.test', 'bellhop-demo');
  await clock.until(() => first.isConnected, 5_000);
  tabs = [first, new RecordedTab(browser, { telemetrySample: 1 }), new RecordedTab(browser, { telemetrySample: 1 })];
  await clock.until(() => tabs.every((tab) => tab.isConnected), 5_000);
});

const leaders = () => tabs.filter((tab) => tab.isLeader && !tab.tab.isDead);
const term = (tab: RecordedTab | undefined) => tab?.client.getSnapshot().term ?? NaN;
const nameOfGroup = () => [...browser.storage.keys()].find((key) => key.endsWith(':term'))?.slice(0, -5) ?? '';

describe('terms', () => {
  it('grow by one with each change of leader, for the life of the browser', async () => {
    const before = term(tabs[0]);
    expect(tabs.map(term)).toEqual([before, before, before]);
    tabs[0]?.tab.kill();
    await clock.advance(5_000);
    expect(term(leaders()[0])).toBe(before + 1);
    for (const tab of tabs) tab.tab.kill();
    const next = new RecordedTab(browser);
    await clock.until(() => next.isConnected, 5_000);
    expect(term(next)).toBe(before + 2);
  });

  it('keep growing after localStorage was cleared', async () => {
    const before = term(tabs[0]);
    browser.storage.clear();
    tabs[0]?.tab.kill();
    await clock.advance(5_000);
    expect(term(leaders()[0])).toBe(before + 1);
  });

  it('of a former leader are ignored, and it follows when it learns of a higher one', async () => {
    const channel = browser.open('an old leader').openChannel?.(nameOfGroup(), () => undefined);
    const link = {
      status: 'offline',
      transport: undefined,
      retry: undefined,
      head: undefined,
      problem: undefined,
      patience: NO_PATIENCE,
    } as const;
    const old: TabMessage = { kind: 'lead', term: { number: 0, leader: 'old' }, link, cursor: 'e1.500' };
    channel?.post(old);
    await clock.advance(100);
    expect(tabs.map(({ status }) => status)).toEqual(['connected', 'connected', 'connected']);
  });

  it('that two tabs took at the same time are both replaced by a higher one', async () => {
    const [first] = leaders();
    const before = term(first);
    const channel = browser.open('a twin').openChannel?.(nameOfGroup(), () => undefined);
    const twin: TabMessage = { kind: 'ping', term: { number: before, leader: 'twin' } };
    channel?.post(twin);
    await clock.advance(1_000);
    expect(leaders()).toHaveLength(1);
    expect(term(leaders()[0])).toBe(before + 1);
    expect(server.streams).toHaveLength(1);
  });
});

describe('a follower', () => {
  it('that missed some events gets them from the leader’s history, without another request', async () => {
    const follower = tabs[2];
    follower?.client.stop();
    for (let count = 0; count < 20; count += 1) server.raise();
    await clock.advance(100);
    follower?.client.start();
    await clock.advance(1_000);
    expect(follower?.seqs).toEqual(server.log.events.map(({ seq }) => seq));
    expect(server.requestsTo('/v2/realtime/stream')).toHaveLength(1);
  });

  it('further behind than the leader’s history makes the connection go back', async () => {
    for (let count = 0; count < 3; count += 1) server.raise();
    await clock.advance(100);
    for (const tab of tabs) tab.tab.kill();
    const next = new RecordedTab(browser);
    await clock.until(() => next.isConnected, 5_000);
    const late = new RecordedTab(browser);
    late.client.beginAt('e1.1');
    await clock.advance(2_000);
    expect(late.seqs).toEqual([2, 3]);
    expect(next.seqs).toEqual([]);
  });

  it('that starts at a snapshot’s cursor gets the events since, although the others have had them', async () => {
    for (let count = 0; count < 5; count += 1) server.raise();
    await clock.advance(100);
    const late = new RecordedTab(browser);
    late.client.beginAt('e1.2');
    await clock.advance(2_000);
    expect(late.seqs).toEqual([3, 4, 5]);
    for (const tab of tabs) expect(tab.seqs).toEqual([1, 2, 3, 4, 5]);
  });

  it('of a later life of the log moves every tab there', async () => {
    server.raise();
    await clock.advance(100);
    server.log.restore();
    const late = new RecordedTab(browser);
    late.client.beginAt('e2.0');
    await clock.advance(5_000);
    server.raise();
    await clock.advance(1_000);
    for (const tab of [...tabs, late]) expect(tab.client.getSnapshot().cursor).toBe(server.log.head);
    for (const tab of tabs) expect(tab.gaps.map(({ reason }) => reason)).toEqual(['epoch']);
  });

  it('reports the state of the leader’s connection as its own', async () => {
    server.intercept = ({ path }) => (path.startsWith('/v2') ? new Response(null, { status: 503 }) : undefined);
    server.cut();
    await clock.advance(30_000);
    for (const tab of tabs) {
      expect(tab.client.getSnapshot()).toMatchObject({ status: 'offline', retry: { attempt: expect.any(Number) } });
    }
    server.intercept = () => undefined;
    await clock.until(() => tabs.every((tab) => tab.isConnected), 60_000);
  });

  it('pings a silent leader before it takes over, and does not if it responds', async () => {
    // Timers of hidden tabs are throttled; messages are not.
    const before = term(tabs[0]);
    const [first] = leaders();
    const { after } = first?.tab ?? {};
    if (first && after) first.tab.after = (delayMs, order) => after.call(first.tab, Math.max(delayMs, 60_000), order);
    await clock.advance(300_000);
    expect(leaders()).toEqual([first]);
    expect(term(first)).toBe(before);
  });
});

describe('the leader', () => {
  it('connects at the position of the tab furthest behind', async () => {
    const [, behind, newest] = tabs;
    server.raise();
    await clock.advance(100);
    behind?.client.stop();
    server.raise();
    await clock.advance(100);
    tabs[0]?.tab.kill();
    behind?.client.start();
    await clock.advance(5_000);
    expect(newest?.isLeader).toBe(true);
    const from = server.requestsTo('/v2/realtime/stream').at(-1)?.headers.get('last-event-id');
    expect(parseCursor(from ?? '')?.seq).toBe(1);
    expect(behind?.seqs).toEqual([1, 2]);
    expect(newest?.seqs).toEqual([1, 2]);
  });

  it('is reported to the server: who was first, and who took over', async () => {
    await clock.advance(30_000);
    expect(server.telemetry.map(({ type }) => type)).toEqual(['leader_acquired']);
    tabs[0]?.tab.kill();
    await clock.advance(30_000);
    expect(server.telemetry.map(({ type }) => type)).toEqual(['leader_acquired', 'leader_takeover']);
  });
});

it('tabs with different filters have separate connections', async () => {
  const other = new RecordedTab(browser, { domains: ['payments'] });
  await clock.until(() => other.isConnected, 5_000);
  server.raise({ domain: 'orders' });
  server.raise({ domain: 'payments', eventType: 'PaymentCreated' });
  await clock.advance(100);
  expect(server.streams).toHaveLength(2);
  expect(other.seqs).toEqual([2]);
  expect(tabs[1]?.seqs).toEqual([1, 2]);
});

it('another user’s tabs start without a position', async () => {
  server.raise();
  await clock.advance(100);
  await Promise.all([tabs[0]?.session.signOut(), clock.advance(1_000)]);
  void tabs[1]?.session.signIn('bob@aurora.test', 'bellhop-demo');
  await clock.until(() => tabs.every((tab) => tab.isConnected), 10_000);
  server.raise();
  await clock.advance(100);
  for (const tab of tabs) expect(tab.seqs).toEqual([1, 2]);
  expect(server.requestsTo('/v2/realtime/stream').at(-1)?.headers.get('last-event-id')).toBeNull();
});
