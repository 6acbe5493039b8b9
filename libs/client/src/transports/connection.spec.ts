import { beforeEach, describe, expect, it } from '@jest/globals';
import { RecordedTab, type RecordedTabOptions } from '../testing/recorded-tab.js';
import { SimulatedBrowser } from '../testing/simulated-browser.js';
import { SimulatedClock } from '../testing/simulated-clock.js';
import type { SimulatedRequest } from '../testing/simulated-network.js';
import { SimulatedServer } from '../testing/simulated-server.js';

const STREAM = '/v2/realtime/stream';
const POLL = '/v2/realtime/poll';

let clock: SimulatedClock;
let server: SimulatedServer;
let browser: SimulatedBrowser;

beforeEach(() => {
  clock = new SimulatedClock();
  server = new SimulatedServer({ clock });
  browser = new SimulatedBrowser({ clock, network: server.network });
});

async function signedIn(options: RecordedTabOptions = {}): Promise<RecordedTab> {
  const tab = new RecordedTab(browser, options);
  void tab.session.signIn('ada@aurora.test', 'bellhop-demo');
  await clock.advance(10);
  return tab;
}

async function connected(options: RecordedTabOptions = {}): Promise<RecordedTab> {
  const tab = await signedIn(options);
  await clock.until(() => tab.isConnected, 10_000);
  return tab;
}

const refuse =
  (path: string, status: number, headers: HeadersInit = {}) =>
  (request: SimulatedRequest): Response | undefined =>
    request.path === path ? new Response(null, { status, headers }) : undefined;

const requestsTo = (path: string): number => server.requestsTo(path).length;
const snapshot = (tab: RecordedTab) => tab.client.getSnapshot();

describe('a stream', () => {
  it('is requested with the token and the cursor as headers, and no secret in its URL', async () => {
    const tab = await connected({ domains: ['orders', 'payments'], propertyId: 'p1' });
    server.raise({ domain: 'orders' });
    await clock.advance(100);
    server.cut();
    await clock.until(() => requestsTo(STREAM) === 2, 10_000);
    const request = server.requestsTo(STREAM)[1];
    expect(Object.fromEntries(request?.query ?? [])).toEqual({ domains: 'orders,payments', propertyId: 'p1' });
    expect(request?.headers.get('authorization')).toBe('Bearer access-1');
    expect(request?.headers.get('last-event-id')).toBe(server.log.cursorAt(1));
    expect(tab.seqs).toEqual([1]);
  });

  it('that breaks resumes where it stopped', async () => {
    const tab = await connected();
    for (let count = 0; count < 5; count += 1) {
      server.raise();
      server.cut();
      server.raise();
      await clock.advance(10_000);
    }
    expect(tab.seqs).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(tab.isConnected).toBe(true);
  });

  it('that ends with bye reconnects after the given time', async () => {
    const tab = await connected();
    server.bye({ reason: 'shutdown', reconnectInMs: 3_000 });
    await clock.advance(1);
    expect(snapshot(tab)).toMatchObject({ status: 'connecting', retry: { at: clock.now() - 1 + 3_000 } });
    await clock.advance(2_900);
    expect(requestsTo(STREAM)).toBe(1);
    await clock.advance(200);
    expect(tab.isConnected).toBe(true);
  });

  it('whose session needs a new token reconnects with one', async () => {
    const tab = await connected();
    server.bye({ reason: 'expired', reconnectInMs: 0 });
    await clock.advance(100);
    expect(tab.isConnected).toBe(true);
    expect(requestsTo('/auth/refresh')).toBe(1);
    expect(server.requestsTo(STREAM)[1]?.headers.get('authorization')).toBe('Bearer access-2');
  });

  it('whose session was ended signs the user out', async () => {
    const tab = await connected();
    server.sessions.endAll();
    await clock.advance(100);
    expect(tab.session.getSnapshot().state).toBe('signed-out');
    expect(tab.status).toBe('signed-out');
    await clock.advance(600_000);
    expect(requestsTo(STREAM)).toBe(1);
  });

  it('continues with the old token while the session refreshes it', async () => {
    const tab = await connected();
    await clock.advance(1_800_000);
    expect(requestsTo('/auth/refresh')).toBeGreaterThanOrEqual(3);
    expect(requestsTo(STREAM)).toBe(1);
    expect(tab.isConnected).toBe(true);
  });

  it('with an unreadable event reconnects at that position, and the error is reported', async () => {
    const tab = await connected();
    server.streams[0]?.frame('orders', undefined, 'e1.1');
    server.raise();
    await clock.advance(5_000);
    expect(tab.tab.reported).toHaveLength(1);
    expect(tab.seqs).toEqual([1]);
  });

  it('is considered dead after two missed heartbeats', async () => {
    const tab = await connected();
    server.buffersStreams = true;
    await clock.advance(30_900);
    expect(tab.isConnected).toBe(true);
    await clock.until(() => snapshot(tab).transport === 'long-poll', 3_000);
  });

  it('is not considered buffered in a tab that slept', async () => {
    const tab = await connected();
    tab.tab.freeze();
    await clock.advance(600_000);
    tab.tab.thaw();
    await clock.until(() => tab.isConnected && snapshot(tab).transport === 'stream', 20_000);
    expect(requestsTo(POLL)).toBe(0);
  });
});

describe('behind a proxy that buffers streams', () => {
  beforeEach(() => {
    server.buffersStreams = true;
  });

  it('all events arrive by long-poll within 10 s', async () => {
    const tab = await signedIn();
    server.raise();
    expect(await clock.until(() => tab.isConnected, 10_000)).toBeLessThan(10_000);
    expect(snapshot(tab).transport).toBe('long-poll');
    server.raise();
    server.raise();
    await clock.advance(30_000);
    expect(tab.seqs.at(-1)).toBe(3);
    expect(tab.status).toBe('connected');
  });

  it('the status never changes because of a probe', async () => {
    const tab = await signedIn();
    await clock.until(() => tab.isConnected, 10_000);
    const seen = new Set<string>();
    tab.client.subscribe(() => seen.add(tab.status));
    await clock.advance(600_000);
    expect(requestsTo(STREAM)).toBeGreaterThan(3);
    expect([...seen].filter((status) => status !== 'connected')).toEqual([]);
  });

  it('a stream is probed at growing intervals, and used again once it gets through, at the same cursor', async () => {
    const tab = await signedIn();
    await clock.until(() => tab.isConnected, 10_000);
    await clock.advance(1_800_000);
    const tries = requestsTo(STREAM);
    expect(tries).toBeLessThan(20);
    server.raise();
    server.buffersStreams = false;
    await clock.until(() => snapshot(tab).transport === 'stream', 330_000);
    server.raise();
    await clock.advance(100);
    expect(tab.seqs).toEqual([1, 2]);
    expect(server.streams).toHaveLength(1);
    expect(server.polls).toHaveLength(0);
  });

  it('the stream is back within half a minute if the problem is short', async () => {
    const tab = await signedIn();
    await clock.until(() => tab.isConnected, 10_000);
    server.buffersStreams = false;
    expect(await clock.until(() => snapshot(tab).transport === 'stream', 60_000)).toBeLessThan(45_000);
  });

  it('a poll takes 25 s when nothing happens, and the next follows at once', async () => {
    await signedIn({ transport: 'long-poll' });
    await clock.advance(2_000);
    const before = requestsTo(POLL);
    await clock.advance(100_000);
    expect(requestsTo(POLL) - before).toBe(4);
    expect(server.requestsTo(POLL).at(-1)?.query.get('timeoutMs')).toBe('25000');
  });

  it('a poll that returns empty at once is followed by the next 2 to 5 s later, and reported', async () => {
    await signedIn({ transport: 'long-poll', telemetrySample: 1 });
    await clock.advance(2_000);
    server.intercept = ({ path }) =>
      path === POLL ? Response.json({ events: [], cursor: server.log.head }) : undefined;
    await clock.advance(25_000);
    const before = requestsTo(POLL);
    await clock.advance(60_000);
    expect(requestsTo(POLL) - before).toBeGreaterThanOrEqual(12);
    expect(requestsTo(POLL) - before).toBeLessThanOrEqual(30);
    expect(server.telemetry.map(({ type }) => type)).toContain('fast_empty');
  });

  it('a hidden tab waits 3 to 5 s between polls, until it is shown', async () => {
    const tab = await signedIn({ transport: 'long-poll' });
    await clock.advance(2_000);
    tab.tab.setHidden(true);
    server.raise();
    await clock.advance(100);
    const before = requestsTo(POLL);
    await clock.advance(2_000);
    expect(requestsTo(POLL)).toBe(before);
    tab.tab.setHidden(false);
    await clock.advance(10);
    expect(requestsTo(POLL)).toBe(before + 1);
  });

  it('more events than a response holds arrive at once, in order', async () => {
    const tab = await signedIn({ transport: 'long-poll' });
    await clock.advance(2_000);
    for (let count = 0; count < 450; count += 1) server.log.append({});
    server.cut();
    server.raise();
    await clock.advance(5_000);
    expect(tab.seqs).toEqual(Array.from({ length: 451 }, (_, index) => index + 1));
  });

  it('gaps and changed rights arrive by long-poll as well', async () => {
    const tab = await signedIn({ transport: 'long-poll' });
    await clock.advance(2_000);
    server.changeAccess({ domains: ['orders'], propertyIds: ['p1'] });
    await clock.advance(100);
    server.log.restore();
    server.cut();
    await clock.advance(5_000);
    expect(tab.accesses).toEqual([{ domains: ['orders'], propertyIds: ['p1'] }]);
    expect(tab.gaps.map(({ reason }) => reason)).toEqual(['epoch']);
  });
});

describe('when the server rejects a request', () => {
  it.each([401, 403])('%i: it refreshes once, and then continues', async (status) => {
    let refusals = 0;
    server.intercept = (request) => (refusals++ === 0 ? refuse(STREAM, status)(request) : undefined);
    const tab = await signedIn();
    server.intercept = (request) =>
      request.headers.get('authorization') === 'Bearer access-1' ? refuse(STREAM, status)(request) : undefined;
    await clock.until(() => tab.isConnected, 10_000);
    expect(requestsTo('/auth/refresh')).toBe(1);
  });

  it('401 with the new token too: the session expires', async () => {
    server.intercept = refuse(STREAM, 401);
    const tab = await signedIn();
    await clock.advance(60_000);
    expect(tab.session.getSnapshot().state).toBe('expired');
    expect(tab.status).toBe('signed-out');
    expect(requestsTo(STREAM)).toBe(2);
  });

  it.each([403, 404, 410, 400])(
    '%i repeatedly: it stops and reports it, until there is another token',
    async (status) => {
      server.intercept = refuse(STREAM, status);
      const tab = await signedIn({ telemetrySample: 1 });
      await clock.advance(30_000);
      const tries = requestsTo(STREAM);
      await clock.advance(300_000);
      expect(requestsTo(STREAM)).toBe(tries);
      expect(snapshot(tab)).toMatchObject({ status: 'stopped', problem: String(status) });
      expect(server.telemetry).toContainEqual({
        type: 'subscribe_error',
        at: expect.any(Number),
        detail: `stream refused ${status}`,
      });
      server.intercept = () => undefined;
      await clock.advance(400_000);
      expect(tab.isConnected).toBe(true);
    },
  );

  it('204: it stops', async () => {
    server.intercept = refuse(STREAM, 204);
    const tab = await signedIn();
    await clock.advance(300_000);
    expect(requestsTo(STREAM)).toBe(1);
    expect(snapshot(tab)).toMatchObject({ status: 'stopped', problem: '204' });
  });

  it('429: it waits as long as Retry-After says', async () => {
    server.intercept = refuse(STREAM, 429, { 'retry-after': '90' });
    await signedIn();
    await clock.advance(89_000);
    expect(requestsTo(STREAM)).toBe(1);
    await clock.advance(2_000);
    expect(requestsTo(STREAM)).toBe(2);
  });

  it('503: 1 s at first, then growing up to a minute; offline after 5 s', async () => {
    server.intercept = ({ path }) => (path.startsWith('/v2') ? new Response(null, { status: 503 }) : undefined);
    const tab = await signedIn();
    await clock.advance(1_300);
    expect(requestsTo(STREAM)).toBe(2);
    expect(tab.status).toBe('connecting');
    await clock.advance(5_000);
    expect(tab.status).toBe('offline');
    await clock.advance(300_000);
    const before = requestsTo(STREAM) + requestsTo(POLL);
    await clock.advance(600_000);
    const tries = requestsTo(STREAM) + requestsTo(POLL) - before;
    expect(tries).toBeGreaterThanOrEqual(9);
    expect(tries).toBeLessThanOrEqual(21);
  });

  it('with another content type: long-poll takes over', async () => {
    server.intercept = ({ path }) =>
      path === STREAM ? new Response('<html>', { headers: { 'content-type': 'text/html' } }) : undefined;
    const tab = await signedIn();
    await clock.until(() => tab.isConnected, 10_000);
    expect(snapshot(tab).transport).toBe('long-poll');
  });

  it('with bye and "transport": long-poll takes over', async () => {
    const tab = await connected();
    server.bye({ reason: 'transport', reconnectInMs: 0 });
    await clock.until(() => snapshot(tab).transport === 'long-poll', 3_000);
  });

  it('streams that break before they open: long-poll takes over', async () => {
    server.intercept = ({ path }) => (path === STREAM ? Promise.reject(new TypeError('reset')) : undefined);
    const tab = await signedIn();
    await clock.until(() => tab.isConnected, 30_000);
    expect(snapshot(tab).transport).toBe('long-poll');
  });

  it('everything for a while: a stream reopens at once afterwards, without polls', async () => {
    server.intercept = () => Promise.reject(new TypeError('reset'));
    browser.cookies.set('refresh', '');
    const tab = new RecordedTab(browser);
    server.intercept = () => undefined;
    void tab.session.signIn('ada@aurora.test', 'bellhop-demo');
    await clock.until(() => tab.isConnected, 10_000);
    server.intercept = () => Promise.reject(new TypeError('reset'));
    server.cut();
    await clock.advance(200_000);
    server.intercept = () => undefined;
    await clock.until(() => snapshot(tab).transport === 'stream', 90_000);
  });
});

describe('without a network', () => {
  it('it sends no request, is offline after 5 s, and reconnects as soon as the network is back', async () => {
    const tab = await connected();
    browser.setOnline(false);
    await clock.advance(4_900);
    expect(tab.status).toBe('connecting');
    await clock.advance(200);
    expect(tab.status).toBe('offline');
    const requests = server.requests.length;
    await clock.advance(300_000);
    expect(server.requests).toHaveLength(requests);
    server.log.append({});
    browser.setOnline(true);
    expect(await clock.until(() => tab.isConnected, 1_000)).toBeLessThan(100);
    await clock.advance(100);
    expect(tab.seqs).toEqual([1]);
  });

  it('a wait between two attempts ends when the network is back', async () => {
    server.intercept = ({ path }) => {
      if (path === STREAM || path === POLL) throw new TypeError('unreachable');
      return undefined;
    };
    const tab = await signedIn();
    await clock.advance(60_000);
    server.intercept = () => undefined;
    browser.setOnline(false);
    browser.setOnline(true);
    expect(await clock.until(() => tab.isConnected, 60_000)).toBeLessThan(1_000);
  });

  it('a wait set by the server does not, not even in another tab that takes over', async () => {
    server.intercept = refuse(STREAM, 429, { 'retry-after': '60' });
    const tabs = [await signedIn(), new RecordedTab(browser)];
    await clock.advance(1_000);
    server.intercept = () => undefined;
    browser.setOnline(false);
    browser.setOnline(true);
    await clock.advance(10_000);
    tabs[0]?.tab.kill();
    expect(await clock.until(() => tabs[1]?.isConnected ?? false, 70_000)).toBeGreaterThanOrEqual(48_900);
    expect(requestsTo(STREAM)).toBe(2);
  });
});

describe('a native EventSource', () => {
  it('is opened with a ticket and the cursor, and never with a token in its URL', async () => {
    const tab = await connected({ transport: 'event-source' });
    server.raise();
    await clock.advance(100);
    server.cut();
    server.raise();
    await clock.until(() => tab.seqs.length === 2, 10_000);
    const [first, second] = server.requestsTo(STREAM);
    expect(Object.fromEntries(first?.query ?? [])).toEqual({ ticket: expect.stringMatching(/^ticket-/) });
    expect(Object.fromEntries(second?.query ?? [])).toEqual({
      ticket: expect.any(String),
      cursor: server.log.cursorAt(1),
    });
    expect(first?.query.get('ticket')).not.toBe(second?.query.get('ticket'));
    expect(requestsTo('/v2/realtime/tickets')).toBe(2);
    expect(snapshot(tab).transport).toBe('event-source');
  });

  it('receives gaps, rights and bye', async () => {
    const tab = await connected({ transport: 'event-source' });
    server.changeAccess({ domains: ['orders'], propertyIds: 'all' });
    server.raise();
    await clock.advance(100);
    server.log.restore();
    server.bye({ reason: 'shutdown', reconnectInMs: 1_000 });
    await clock.advance(1_900);
    expect(tab.isConnected).toBe(false);
    await clock.advance(200);
    expect(tab.accesses).toHaveLength(1);
    expect(tab.gaps.map(({ reason }) => reason)).toEqual(['epoch']);
    expect(tab.isConnected).toBe(true);
  });

  it('receives every domain that the user may read, without naming one', async () => {
    server = new SimulatedServer({ clock, domains: ['parcels', 'spa-visits'] });
    browser = new SimulatedBrowser({ clock, network: server.network });
    const tab = await connected({ transport: 'event-source' });
    server.raise({ domain: 'spa-visits' });
    server.raise({ domain: 'parcels' });
    await clock.advance(100);
    expect(tab.events.map(({ domain }) => domain)).toEqual(['spa-visits', 'parcels']);
  });

  it('receives a domain that the user may read from now on', async () => {
    const tab = await connected({ transport: 'event-source' });
    server.raise({ domain: 'parcels' });
    server.changeAccess({ domains: ['orders', 'parcels'], propertyIds: 'all' });
    server.raise({ domain: 'parcels' });
    await clock.advance(100);
    expect(tab.seqs).toEqual([2]);
  });

  it('is unusable if neither the server nor the client names the domains', async () => {
    const ready = 'event: ready\ndata: {"cursor":"e1.0","head":"e1.0","heartbeatMs":15000}\n\n';
    const open = () =>
      new Response(new ReadableStream({ start: (body) => body.enqueue(new TextEncoder().encode(ready)) }));
    server.intercept = ({ path }) => (path === STREAM ? open() : undefined);
    const silent = await signedIn({ transport: 'event-source' });
    const naming = await signedIn({ transport: 'event-source', domains: ['orders'] });
    await clock.advance(5_000);
    expect([silent.isConnected, naming.isConnected]).toEqual([false, true]);
  });

  it('closes when the session ends', async () => {
    const tab = await connected({ transport: 'event-source' });
    server.intercept = refuse('/v2/realtime/tickets', 401);
    server.cut();
    await clock.advance(60_000);
    expect(tab.session.getSnapshot().state).toBe('expired');
  });
});

describe('telemetry', () => {
  it('reports nothing about a closed or stopped tab', async () => {
    const tab = await connected({ telemetrySample: 1 });
    await clock.advance(20_000);
    server.telemetry.length = 0;
    tab.client.stop();
    await clock.advance(20_000);
    expect(server.telemetry).toEqual([]);
    expect(tab.tab.reported).toEqual([]);
  });
});
