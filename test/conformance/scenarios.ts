import { expect } from '@jest/globals';
import type { RealtimeEvent } from '@bellhop/protocol';
import { validatePayload } from '@bellhop/realtime';
import type { RecordedTab } from '@bellhop/client/testing';
import type { Member } from '../support/app.js';
import { mayReceive } from '../support/domains/may-receive.js';
import { headOf } from '../support/log.js';
import {
  type Call,
  type Domain,
  isConnection,
  POLL,
  type Row,
  STREAM,
  type Transport,
  type Visitor,
  type World,
} from './world.js';

/** Input of a scenario. */
export interface Stage {
  readonly world: World;
  readonly domain: Domain;
  readonly transport: Transport;
  /** A browser of an owner. */
  readonly visitor: Visitor;
  /** Another browser, which is closed at the end too. */
  newVisitor(member: Member): Visitor;
}

type Scenario = (fixture: Stage) => Promise<void>;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

async function openTabs({ visitor }: Stage, count: number): Promise<readonly [RecordedTab, ...RecordedTab[]]> {
  const first = await visitor.open();
  const others: RecordedTab[] = [];
  while (others.length < count - 1) others.push(await visitor.open());
  return [first, ...others];
}

const idOf = (fixture: Stage, payload: unknown): unknown => (payload as Row)[fixture.domain.rows.idField];

/** Counts a tab’s events about a row. */
const timesTold = (fixture: Stage, { events }: RecordedTab, row: Row): number =>
  events.filter(({ payload }) => idOf(fixture, payload) === idOf(fixture, row)).length;

/** Advances time until every tab has an event about the row. @returns the time it took, in milliseconds */
const untilTold = (fixture: Stage, tabs: readonly RecordedTab[], row: Row, limitMs = 10 * SECOND): Promise<number> =>
  fixture.world.time.until(
    `every tab has an event about the row from POST ${fixture.domain.rows.path}. Does ${fixture.domain.name} raise an event for it?`,
    () => tabs.every((tab) => timesTold(fixture, tab, row) > 0),
    limitMs,
  );

/** Expects one event per row in each tab, in the order of the log, and no other of the domain. */
function expectExactly(fixture: Stage, tabs: readonly RecordedTab[], rows: readonly Row[]): void {
  const wanted = new Set(rows.map((row) => idOf(fixture, row)));
  for (const { tab, events, seqs, gaps } of tabs) {
    expect([tab.name, events.map(({ payload }) => idOf(fixture, payload)).toSorted()]).toEqual([
      tab.name,
      [...wanted].toSorted(),
    ]);
    expect(seqs).toEqual([...seqs].sort((a, b) => Number(a) - Number(b)));
    expect(gaps).toEqual([]);
    expect(tab.reported).toEqual([]);
  }
}

const expectOneConnection = ({ world }: Stage): Promise<number> =>
  world.time.until('one connection is open', async () => (await world.connections(await world.member('owner'))) === 1);

const connectionsOf = ({ calls }: Visitor): readonly Call[] => calls.filter(isConnection);

const leaderOf = (tabs: readonly RecordedTab[]): RecordedTab => {
  const leaders = tabs.filter(({ isLeader }) => isLeader);
  const [leader] = leaders;
  if (!leader || leaders.length > 1) throw new Error(`${leaders.length} tabs lead`);
  return leader;
};

async function leaderElection(fixture: Stage): Promise<void> {
  const { world, domain } = fixture;
  const tabs = await openTabs(fixture, 5);
  await expectOneConnection(fixture);
  const first = await domain.create();
  await untilTold(fixture, tabs, first);
  const leader = leaderOf(tabs);
  leader.tab.kill();
  const rest = tabs.filter((tab) => tab !== leader);
  const meanwhile = await domain.create();
  const tookMs = await world.time.until('another tab leads, and holds a connection', () =>
    rest.some(({ isLeader, isConnected }) => isLeader && isConnected),
  );
  expect(tookMs).toBeLessThan(5 * SECOND);
  await untilTold(fixture, rest, meanwhile);
  await expectOneConnection(fixture);
  expectExactly(fixture, rest, [first, meanwhile]);
}

async function delivery(fixture: Stage): Promise<void> {
  const { world, domain } = fixture;
  const tabs = await openTabs(fixture, 2);
  const [first] = tabs;
  const staff = await world.member('staff');
  const isAllowed = domain.definition.roles?.has('staff') ?? true;
  const ofStaff = isAllowed ? await fixture.newVisitor(staff).open() : undefined;
  const stranger = await fixture.newVisitor(await world.member('owner', 'borealis')).open();
  for (const collection of domain.collections) {
    const told = () => first.events.length;
    const before = told();
    const row = await domain.create(collection);
    const tookMs = await world.time.until(
      `every tab has the event of POST ${collection.path}. Does ${domain.name} raise an event for it?`,
      () => tabs.every(({ events }) => events.length > before),
    );
    expect(tookMs).toBeLessThan(2 * SECOND);
    // The event carries the row that the API returned.
    expect(first.events.at(before)).toMatchObject({ domain: domain.name, orgId: domain.author.orgId, payload: row });
  }
  for (const { eventType, payload } of first.events) {
    const schema = domain.definition.events[eventType];
    expect([eventType, schema && validatePayload(schema, payload)]).toEqual([eventType, []]);
  }
  for (const { events, seqs } of tabs) {
    expect(events.map(({ eventId }) => eventId)).toEqual([...new Set(first.events.map(({ eventId }) => eventId))]);
    expect(seqs).toEqual([...seqs].sort((a, b) => Number(a) - Number(b)));
  }
  await world.time.pass(SECOND);
  const { userId, role, propertyIds } = staff.signedIn.user;
  const recipient = { userId, role, sees: (propertyId: string) => propertyIds.includes(propertyId) };
  const theirs = first.events.filter((event) => mayReceive(domain.definition, recipient, event));
  expect((ofStaff?.events ?? []).map(({ eventId }) => eventId)).toEqual(theirs.map(({ eventId }) => eventId));
  if (!isAllowed) await expect(refusedTo(fixture, staff)).resolves.toBe(403);
  expect(stranger.events).toEqual([]);
}

const refusedTo = async (
  { world, domain, transport }: Stage,
  member: Parameters<World['fetch']>[1],
): Promise<number> => {
  const path = `${transport === 'stream' ? STREAM : POLL}?domains=${domain.name}`;
  return (await world.time.wait(world.fetch(path, member))).status;
};

const isRefresh = ({ path }: Call): boolean => path === '/auth/refresh';

async function authExpiry(fixture: Stage): Promise<void> {
  const { world, domain, visitor } = fixture;
  const tabs = await openTabs(fixture, 3);
  const refreshes = () => visitor.calls.filter(isRefresh);
  // Written outside the tabs, because a tab gets no event for its own writes.
  const outside = visitor.browser.open('outside');
  const expire = () => outside.storage?.set('auth-expiry', '1');

  await world.time.pass(MINUTE, SECOND);
  const before = refreshes().length;
  expire();
  await world.time.until('a tab refreshes the session', () => refreshes().length > before);
  await world.time.pass(5 * SECOND);
  expect(refreshes()).toHaveLength(before + 1);
  const first = await domain.create();
  await untilTold(fixture, tabs, first);

  let isAway = true;
  visitor.intercept = ({ path }) =>
    isAway && path === '/auth/refresh' ? new Response(null, { status: 503 }) : undefined;
  const from = refreshes().length;
  expire();
  const waits = [2, 4, 8, 16, 32, 60, 60].map((seconds) => seconds * SECOND);
  await world.time.until('the refresh fails', () => refreshes().length > from);
  for (const wait of waits) await world.time.pass(wait, SECOND / 2);
  const times = refreshes()
    .slice(from)
    .map(({ startedAt }) => startedAt);
  expect(times.slice(1).map((at, index) => Math.round((at - (times[index] ?? 0)) / 100) * 100)).toEqual(waits);
  const meanwhile = await domain.create();
  isAway = false;
  await world.time.until('a tab refreshes the session', () => leaderIsConnected(tabs), 2 * MINUTE);
  await untilTold(fixture, tabs, meanwhile);
  await expectOneConnection(fixture);
  expectExactly(fixture, tabs, [first, meanwhile]);
}

const leaderIsConnected = (tabs: readonly RecordedTab[]): boolean =>
  tabs.some(({ isLeader, isConnected }) => isLeader && isConnected);

/** Three parts, or no header at all; `Bearer undefined` caused "jwt malformed". */
const TOKEN = /^Bearer [\w-]+\.[\w-]+\.[\w-]+$/;

async function logout(fixture: Stage): Promise<void> {
  const { world, domain, visitor } = fixture;
  const tabs = await openTabs(fixture, 2);
  await expectOneConnection(fixture);
  const leader = leaderOf(tabs);
  const follower = tabs.find((tab) => tab !== leader) ?? leader;
  const open = connectionsOf(visitor).filter(({ endedAt }) => endedAt === undefined);
  const before = visitor.calls.length;
  const at = world.time.now();
  // The server would end the connection too; the tabs must not depend on that.
  let tellServer = (): void => undefined;
  const told = new Promise<undefined>((resolve) => (tellServer = () => resolve(undefined)));
  visitor.intercept = ({ path }) => (path === '/auth/logout' ? told : undefined);
  const signedOut = follower.session.signOut();
  await world.time.until('the other tab is signed out', () => leader.status === 'signed-out', SECOND);
  tellServer();
  await world.time.wait(signedOut);
  for (const { endedAt = Infinity } of open) expect(endedAt - at).toBeLessThan(200);
  await world.time.until(
    'no connection is open',
    async () => (await world.connections(await world.member('owner'))) === 0,
  );

  await domain.create();
  visitor.browser.setOnline(false);
  visitor.browser.setOnline(true);
  await world.time.pass(20 * MINUTE, 10 * SECOND);
  const later = visitor.calls.slice(before);
  expect(later.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /auth/logout']);
  for (const { headers } of visitor.calls) {
    const authorization = headers.get('authorization');
    if (authorization !== null) expect(authorization).toMatch(TOKEN);
  }
  for (const { events, status } of tabs) expect([status, events]).toEqual(['signed-out', []]);
}

async function idle(fixture: Stage): Promise<void> {
  const { world, domain, visitor, transport } = fixture;
  const [tab] = await openTabs(fixture, 1);
  const from = connectionsOf(visitor).length;
  await world.time.pass(2 * MINUTE);
  expect(tab.status).toBe('connected');
  const later = connectionsOf(visitor).slice(from);
  if (transport === 'stream') {
    // Heartbeats keep the same connection open.
    expect(later).toEqual([]);
  } else {
    const waited = later.flatMap(({ startedAt, answeredAt }) =>
      answeredAt === undefined ? [] : answeredAt - startedAt,
    );
    expect(waited.length).toBeGreaterThanOrEqual(3);
    for (const ms of waited) expect(ms).toBeGreaterThanOrEqual(25 * SECOND);
    for (const ms of waited) expect(ms).toBeLessThanOrEqual(26 * SECOND);
    await pacing(fixture);
    await ownPolls(fixture);
  }
  const row = await domain.create();
  await untilTold(fixture, [tab], row, 2 * MINUTE);
}

/** The next poll starts 2 to 5 s after a response that is empty too soon. */
async function pacing({ world, visitor }: Stage): Promise<void> {
  visitor.intercept = ({ path, query }) =>
    path === POLL ? Response.json({ events: [], cursor: query.get('cursor') }) : undefined;
  // The server still answers the waiting one.
  await world.time.pass(26 * SECOND);
  const from = visitor.calls.length;
  await world.time.until('ten polls came', () => visitor.calls.length >= from + 10, 2 * MINUTE);
  visitor.intercept = () => undefined;
  const polls = visitor.calls.slice(from).filter(({ path }) => path === POLL);
  const pauses = polls.slice(1).map(({ startedAt }, index) => startedAt - (polls[index]?.answeredAt ?? NaN));
  expect(pauses.length).toBeGreaterThanOrEqual(9);
  for (const pause of pauses) expect(pause).toBeGreaterThanOrEqual(2 * SECOND);
  for (const pause of pauses) expect(pause).toBeLessThanOrEqual(5 * SECOND);
}

/** The domain’s own long-poll waits like the one for all domains, and returns the same event. */
async function ownPolls({ world, domain }: Stage): Promise<void> {
  const path = `/${domain.name}/realtime/subscribe`;
  const owner = await world.member('owner');
  const head = await world.time.wait(headOf(owner));
  let answered = false;
  const empty = world.fetch(`${path}?cursor=${head}`, owner).then((response) => {
    answered = true;
    return response.json() as Promise<{ readonly events: readonly RealtimeEvent[]; readonly cursor: string }>;
  });
  await world.time.pass(24 * SECOND);
  expect(answered).toBe(false);
  await world.time.until(`${path} answers`, () => answered, 2 * SECOND);
  const { events, cursor } = await empty;
  expect(events).toEqual([]);
  expect(cursor).toBe(head);
  const row = await domain.create();
  const answer = await world.time.wait(world.fetch(`${path}?cursor=${cursor}`, owner));
  const told = ((await answer.json()) as { readonly events: readonly RealtimeEvent[] }).events;
  // A domain may raise more than one event for a request.
  const aboutRow = told.filter(({ payload }) => (payload as Row)[domain.rows.idField] === row[domain.rows.idField]);
  expect(aboutRow).toMatchObject([{ domain: domain.name, payload: row }]);
}

const BURST = 50;

async function burst(fixture: Stage): Promise<void> {
  const { world, domain, visitor } = fixture;
  const tabs = await openTabs(fixture, 2);
  const { path, idField } = domain.rows;
  const owner = await world.member('owner');
  const before = (await world.metrics(owner)).events.dropped_total;
  const rows = await Promise.all(Array.from({ length: BURST }, () => domain.create()));
  for (const row of rows) await untilTold(fixture, tabs, row, MINUTE);
  expectExactly(fixture, tabs, rows);
  expect((await world.metrics(owner)).events.dropped_total).toBe(before);
  await expectOneConnection(fixture);
  // The list contains the rows that the tabs received.
  const listed = new Set<unknown>();
  for (let after: string | null | undefined = undefined; after !== null;) {
    const page: Row = await domain.send('get', `${path}?limit=200${after === undefined ? '' : `&after=${after}`}`);
    for (const row of page['items'] as readonly Row[]) listed.add(row[idField]);
    after = (page['next'] as string | null | undefined) ?? null;
  }
  expect(rows.filter((row) => !listed.has(row[idField]))).toEqual([]);
  // One connection carries them all: polls follow each other, and no tab sends its own.
  expect(new Set(connectionsOf(visitor).map(({ tab }) => tab)).size).toBe(1);
}

async function offline(fixture: Stage): Promise<void> {
  const { world, domain, visitor } = fixture;
  const tabs = await openTabs(fixture, 1);
  const [tab] = tabs;
  const before = await domain.create();
  await untilTold(fixture, tabs, before);
  const cursor = tab.client.getSnapshot().cursor;

  visitor.browser.setOnline(false);
  await world.time.settle();
  const asked = visitor.calls.length;
  await world.time.pass(4_900);
  expect(tab.status).toBe('connecting');
  await world.time.pass(200);
  expect(tab.status).toBe('offline');
  const meanwhile = await domain.create();
  await world.time.pass(5 * MINUTE, 5 * SECOND);
  expect(visitor.calls.slice(asked)).toEqual([]);
  await world.time.until(
    'no connection is open',
    async () => (await world.connections(await world.member('owner'))) === 0,
  );

  visitor.browser.setOnline(true);
  await world.time.until('the tab is connected again', () => tab.isConnected);
  await untilTold(fixture, tabs, meanwhile);
  const [resumed] = visitor.calls.slice(asked).filter(isConnection);
  expect(resumed?.headers.get('last-event-id') ?? resumed?.query.get('cursor')).toBe(cursor);
  const after = await domain.create();
  await untilTold(fixture, tabs, after);
  expectExactly(fixture, tabs, [before, meanwhile, after]);
}

/** The seven scenarios (docs/conformance.md), by name. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'leader election: one of five tabs holds the connection, and another takes over within 5 s': leaderElection,
  'delivery: a new row reaches every tab within 2 s, once, and nobody who may not see it': delivery,
  'auth expiry: one of three tabs refreshes, and all continue; failures are retried after 2, 4, 8 … 60 s': authExpiry,
  'logout: the other tab closes its connection within 200 ms, and nothing more is sent': logout,
  'idle: the connection stays open, long-polls take 25 to 26 s': idle,
  'burst: fifty concurrent rows are fifty events in every tab, and none is dropped': burst,
  'offline and back: sends nothing meanwhile, and misses nothing afterwards': offline,
};
