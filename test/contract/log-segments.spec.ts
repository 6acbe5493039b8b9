import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SqlEventLog, type UnloggedRecord } from '@bellhop/realtime';
import { SimulatedClock, unlogged } from '@bellhop/realtime/testing';
import { Database, type Tx } from '../../src/platform/database/database.js';
import { DatabaseBusyError } from '../../src/platform/database/database.errors.js';
import { PostgresDriver } from '../../src/platform/database/postgres.driver.js';
import { emptyDatabase } from '../support/prepared-database.js';
import { endHeld, held, UNHURRIED } from '../support/held-transaction.js';
import { startPostgres, type TestPostgres } from '../support/postgres.js';

afterEach(endHeld);

const KEEP_MS = 90_000;
const SEGMENT_MS = 30_000;
/** Locks only the segment being written. */
const UNCHECKED = { onDuplicate: 'unchecked' } as const;

describe('segments of the SQL log, among instances', () => {
  const clock = new SimulatedClock();
  let postgres: TestPostgres;
  let database: Database;
  let log: SqlEventLog<Tx>;
  let org: string;
  let orgs = 0;
  const append = (orgId = org) => database.transaction((tx) => log.append(tx, [unlogged(orgId)], UNCHECKED));
  const seqs = async (orgId = org) => (await log.read(orgId, 0, 100)).map(({ seq }) => seq);
  const roll = () => {
    clock.advance(SEGMENT_MS);
    return log.purge({ keepMs: KEEP_MS });
  };
  const openSegment = async () => {
    const [row] = await database.query<{ segment: string }>('select segment from realtime_retention', []);
    return row?.segment;
  };

  beforeAll(async () => {
    postgres = await startPostgres();
    const driver = await PostgresDriver.open({
      url: postgres.url,
      poolSize: 12,
      bounds: UNHURRIED,
      onIdleError: () => undefined,
    });
    database = new Database(driver);
    log = new SqlEventLog(database, clock);
    await log.open();
  });
  afterAll(async () => {
    await database.close();
    await postgres.stop();
  });
  beforeEach(async () => {
    org = `org-${(orgs += 1)}`;
    for (let segment = 0; segment < 4; segment += 1) await roll();
  });

  it('does not touch the events when none has expired, however many there are', async () => {
    await append();
    const everything = await held(database, (tx) =>
      database.query('lock table realtime_events in access exclusive mode', [], tx),
    );
    expect(await roll()).toEqual({ removed: 0, heldBack: false });
    await everything.end();
    expect(await seqs()).toEqual([1]);
  });

  it('postpones dropping a segment that is being read, while writers continue', async () => {
    await append();
    await roll();
    clock.advance(1_000);
    await append();
    const reader = await held(database, (tx) => database.query('select count(*) from realtime_events', [], tx));
    clock.advance(KEEP_MS - 500);
    const round = expect(log.purge({ keepMs: KEEP_MS })).rejects.toThrow(DatabaseBusyError);
    expect(await append()).toMatchObject([{ seq: 3 }]);
    await round;
    // Expired events are not returned, stored or not.
    expect(await seqs()).toEqual([2, 3]);
    await reader.end();
    expect(await log.purge({ keepMs: KEEP_MS })).toEqual({ removed: 1, heldBack: false });
    expect(await seqs()).toEqual([2, 3]);
  });

  it('is purged by one instance at a time; others do nothing', async () => {
    await append();
    clock.advance(2 * KEEP_MS);
    const other = await held(database, (tx) => database.query('select from realtime_retention for update', [], tx));
    expect(await log.purge({ keepMs: KEEP_MS })).toEqual({ removed: 0, heldBack: false });
    expect(await seqs()).toEqual([1]);
    await other.end();
    await log.purge({ keepMs: KEEP_MS });
    expect(await seqs()).toEqual([]);
  });

  it('keeps an organisation’s events in order across segments, even for a writer that waited while one was opened', async () => {
    const first = await held(database, (tx) => log.append(tx, [unlogged(org)], UNCHECKED));
    // Waits for the other transaction, with its old view of the segments.
    const waiting = append();
    await until(async () => (await database.query('select from pg_locks where not granted', [])).length > 0);
    await roll();
    await log.append(first.tx, [unlogged(org)], UNCHECKED);
    await first.end();
    await waiting;
    const slots = await database.query<{ slot: number }>(
      'select slot from realtime_events where org_id = $1 order by seq',
      [org],
    );
    const [before = 0] = slots.map(({ slot }) => slot);
    const after = (before + 1) % 4;
    expect(slots.map(({ slot }) => slot)).toEqual([before, after, after]);
  });

  it.each([true, false])(
    'appends an id once although a segment is opened between two writers of it (an organisation with events: %s)',
    async (hasEvents) => {
      if (hasEvents) await append();
      const brought = unlogged(org);
      const first = await held(database, (tx) => log.append(tx, [brought], UNCHECKED));
      const before = await openSegment();
      while ((await openSegment()) === before) await roll();
      // Cannot see the first one's event, and would write to another segment.
      const second = log.commit([brought, unlogged(org)], { onDuplicate: 'skip' });
      const third = log.commit([brought], { onDuplicate: 'fail' });
      const refused = expect(third).rejects.toMatchObject({ code: 'duplicate_event' });
      await until(async () => (await database.query('select from pg_locks where not granted', [])).length > 1);
      await first.end();
      expect(await second).toMatchObject([{ seq: hasEvents ? 3 : 2 }]);
      await refused;
      expect(await seqs()).toEqual(hasEvents ? [1, 2, 3] : [1, 2]);
    },
  );
});

describe('the SQL log, by the database’s clock', () => {
  it('retains events of instances whose clocks are a day off as long as any other', async () => {
    const driver = await emptyDatabase();
    const database = new Database(driver);
    const log = new SqlEventLog(database);
    await log.open();
    const times = [-25, 0, 25].map((hours) => Date.now() + hours * 3_600_000);
    for (const timestamp of times) {
      await database.transaction((tx) => log.append(tx, [{ ...unlogged('org'), timestamp }]));
    }
    await log.purge({ keepMs: 3_600_000 });
    expect((await log.read('org', 0, 10)).map(({ timestamp }) => timestamp)).toEqual(times);
    expect(await log.seqBefore('org', 3_600_000)).toBe(0);
    expect(await log.seqBefore('org', -3_600_000)).toBe(3);
    await driver.close();
  });
});

/** The log’s schema from before segments. */
const BEFORE_SEGMENTS = [
  `create table realtime_log (only_row boolean primary key default true check (only_row), epoch text not null,
     database_identity text not null)`,
  `create table realtime_heads (org_id text primary key, head bigint not null) with (fillfactor = 50)`,
  `create table realtime_events (org_id text not null, seq bigint not null, event_id uuid not null,
     event_type text not null, domain text not null, property_id text, raised_at bigint not null, payload text not null,
     occurred_at bigint, primary key (org_id, seq))`,
  `create unique index realtime_events_event_id on realtime_events (org_id, event_id)`,
  `create index realtime_events_raised_at on realtime_events using brin (raised_at)`,
  `create table realtime_schema (part text primary key, version integer not null)`,
  `insert into realtime_schema values ('event-log', 6)`,
];

/** How that version appends an event. */
const APPEND_BEFORE_SEGMENTS = `
  with counter as (
    insert into realtime_heads as h (org_id, head) values ($1, 1)
    on conflict (org_id) do update set head = h.head + excluded.head returning head
  )
  insert into realtime_events (org_id, seq, event_id, event_type, domain, raised_at, payload)
  select $1, counter.head, $2::uuid, 'TaskCreated', 'tasks', $3::bigint, '{}' from counter`;

describe.each([
  [
    'PGlite',
    async () => {
      const driver = await emptyDatabase();
      return { database: new Database(driver), close: () => driver.close() };
    },
  ],
  [
    'PostgreSQL',
    async () => {
      const postgres = await startPostgres();
      const driver = await PostgresDriver.open({
        url: postgres.url,
        poolSize: 4,
        bounds: UNHURRIED,
        onIdleError: () => undefined,
      });
      const close = async (): Promise<void> => {
        await driver.close();
        await postgres.stop();
      };
      return { database: new Database(driver), close };
    },
  ],
])('a log from before segments, on %s', (_name, open) => {
  it('keeps its events, accepts writes of older instances beside new ones, and purges in time', async () => {
    const { database, close } = await open();
    for (const statement of BEFORE_SEGMENTS) await database.query(statement, []);
    const clock = new SimulatedClock();
    const appendBefore = (orgId: string) =>
      database.query(APPEND_BEFORE_SEGMENTS, [orgId, unlogged(orgId).eventId, clock.now()]);
    for (let index = 0; index < 5; index += 1) {
      clock.advance(1_000);
      await appendBefore('org');
    }
    const known = (
      await database.query<{ event_id: string }>('select event_id from realtime_events where seq = 2', [])
    )[0];
    const instances = [new SqlEventLog(database, clock), new SqlEventLog(database, clock)];
    await Promise.all(instances.map((log) => log.open()));
    const [log = new SqlEventLog(database, clock)] = instances;
    await log.purge({ keepMs: KEEP_MS });
    const append = (one: UnloggedRecord) =>
      database.transaction((tx) => log.append(tx, [one], { onDuplicate: 'skip' }));
    const seqs = async () => (await log.read('org', 0, 100)).map(({ seq }) => seq);

    expect(await seqs()).toEqual([1, 2, 3, 4, 5]);
    expect(await log.seqBefore('org', 2_500)).toBe(2);
    expect(await append({ ...unlogged('org'), eventId: known?.event_id ?? '' })).toEqual([]);
    expect(await append(unlogged('org'))).toMatchObject([{ seq: 6 }]);
    await appendBefore('org');
    expect(await append(unlogged('org'))).toMatchObject([{ seq: 8 }]);
    expect(await seqs()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);

    // Five seconds have passed since the first event, and each segment is open for thirty.
    clock.advance(30_000);
    expect(await log.purge({ keepMs: KEEP_MS })).toEqual({ removed: 0, heldBack: false });
    clock.advance(1_000);
    await append(unlogged('org'));
    clock.advance(54_000);
    await log.purge({ keepMs: KEEP_MS });
    expect(await seqs()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    clock.advance(4_500);
    await log.purge({ keepMs: KEEP_MS });
    expect(await seqs()).toEqual([5, 6, 7, 8, 9]);
    clock.advance(31_000);
    expect(await log.purge({ keepMs: KEEP_MS })).toEqual({ removed: 8, heldBack: false });
    expect(await seqs()).toEqual([9]);
    expect(await log.bounds('org')).toMatchObject({ head: 9, floor: 8 });
    await close();
  });
});

/** Polls until `holds` is true; the test’s time limit bounds the wait. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}
