import { randomBytes } from 'node:crypto';
import { RealtimeError } from '../realtime.errors.js';
import type { Clock } from '../time/clock.js';
import {
  type AppendOptions,
  type EventLog,
  LOG_START,
  type LogBounds,
  type LogHeads,
  type LogPosition,
  type LogRecord,
  type Purged,
  READ_BYTES,
  type RecordLink,
  type UnloggedRecord,
} from './event-log.js';
import { databaseTime } from './database-time.js';
import { installSchema } from './install-schema.js';
import { randomMark } from './mark.js';
import { type RetentionLimits, SLOTS } from './segments.js';
import { EXPIRED_BEFORE, loggedBefore } from './sql-logged-before.js';
import type { SqlConnection } from './sql-connection.js';
import { SQL_LOG_SCHEMA } from './sql.schema.js';
import { SqlSegments } from './sql.segments.js';

type Int8 = string | number | bigint;

interface EventRow {
  readonly seq: Int8;
  readonly mark: number;
  readonly prev_mark: number;
  readonly event_id: string;
  readonly event_type: string;
  readonly domain: string;
  readonly property_id: string | null;
  readonly timestamp: Int8;
  readonly payload: string;
  /** Not expired. */
  readonly kept: boolean;
}

/**
 * Counts up and inserts in one round trip. `with ordinality` gives each event its place in the order it was raised;
 * the row lock on the counter is held until the caller's transaction ends. The counter hands on the mark of the event
 * before, which the first of these is linked to ($11 has null for it). It also keeps the time and the segment of the
 * newest event, which are looked at under the lock: for an org neither goes back, whatever the clock does and however
 * long this statement waited, so that the segments dropped first are always the beginning of its log.
 */
const APPEND = `
  with counter as (
    insert into realtime_heads as h (org_id, head, mark, raised_at, segment)
    values ($1, $2, ($10::integer[])[$2::bigint], ${databaseTime(9)}, (select segment from realtime_retention))
    on conflict (org_id) do update set head = h.head + excluded.head, mark = excluded.mark, prev_mark = h.mark,
      raised_at = greatest(h.raised_at, ${databaseTime(9)}), segment = greatest(h.segment, excluded.segment)
    returning head, prev_mark, raised_at, segment
  )
  insert into realtime_events
    (org_id, seq, event_id, event_type, domain, property_id, raised_at, occurred_at, payload, mark, prev_mark, slot)
  select $1, counter.head - $2 + e.place, e.event_id, e.event_type, e.domain, e.property_id,
    counter.raised_at, nullif(e.timestamp, counter.raised_at), e.payload,
    e.mark, coalesce(e.prev_mark, counter.prev_mark), counter.segment % ${SLOTS}
  from counter, unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::text[], $10::integer[],
    $11::integer[]) with ordinality as e (event_id, event_type, domain, property_id, timestamp, payload, mark,
      prev_mark, place)
  returning seq, prev_mark`;

/** One row at least, whose `org_id` is null where no org has events: the epoch comes with every answer. */
const HEADS = `
  select l.epoch, h.org_id, h.head, h.mark
  from realtime_log l left join realtime_heads h on h.org_id = any($1::text[])`;

/** `limit 1` says to the planner what the table's key does not: taken for many, the row would be worth compiling for. */
const BOUNDS = `
  select l.epoch, h.head, h.mark, ${loggedBefore('h.org_id', 'h.head', EXPIRED_BEFORE)} as floor
  from (select epoch from realtime_log limit 1) as l left join realtime_heads h on h.org_id = $1`;

/** `$1` org, `$2` age in milliseconds, `$3` now. */
const SEQ_BEFORE = `
  select ${loggedBefore('h.org_id', 'h.head', `greatest(${databaseTime(3)} - $2::bigint, ${EXPIRED_BEFORE})`)} as seq
  from realtime_heads h where h.org_id = $1`;

/** The payloads before each record say whether there is still room for it. */
const READ = `
  select * from (
    select seq, event_id, event_type, domain, property_id, coalesce(occurred_at, raised_at) as timestamp, payload,
      mark, prev_mark, raised_at >= ${EXPIRED_BEFORE} as kept, sum(octet_length(payload)) over (order by seq) as bytes
    from realtime_events where org_id = $1 and seq > $2 order by seq limit $3
  ) as due
  where bytes <= $4 or bytes = octet_length(payload)
  order by seq`;

/** Makes the transaction the org's only writer without counting anything. */
const LOCK = `
  insert into realtime_heads as h (org_id, head) values ($1, 0)
  on conflict (org_id) do update set head = h.head`;

/** What tells one life of a database from another; see {@link SqlEventLog.open}. */
const IDENTITY = `
  select coalesce((select oid::text from pg_database where datname = current_database()), '') || ':' ||
    case when has_function_privilege('pg_control_system()', 'execute')
      then (select system_identifier::text from pg_control_system()) else '' end || ':' ||
    case when has_function_privilege('pg_control_checkpoint()', 'execute')
      then (select timeline_id::text from pg_control_checkpoint()) else '' end as identity`;

/** The log in PostgreSQL (15 or newer) or PGlite, in the same database as the domains' rows. */
export class SqlEventLog<Tx> implements EventLog<Tx> {
  #epoch: string | undefined;
  readonly #segments: SqlSegments<Tx>;

  /** @param clock what retention goes by. @default the database's clock, which is one for all instances */
  constructor(
    private readonly connection: SqlConnection<Tx>,
    private readonly clock?: Pick<Clock, 'now'>,
  ) {
    this.#segments = new SqlSegments(connection, () => this.now());
  }

  get epoch(): string {
    if (this.#epoch === undefined) throw new RealtimeError('log_not_open', 'the event log is not open');
    return this.#epoch;
  }

  /**
   * Creates the tables and settles the epoch. The epoch is bound to the database's identity (its oid, the cluster's
   * system identifier and its timeline), so a dump restored elsewhere, a point-in-time recovery and a failover each
   * begin a new one: their `seq` may count other events than the ones readers have seen. A copy of the data directory
   * cannot be told from the original; `delete from realtime_log` before the start does it by hand.
   */
  async open(): Promise<void> {
    await installSchema(this.connection, 'event-log', SQL_LOG_SCHEMA);
    this.#epoch = await this.connection.transaction(async (tx) => {
      const [found] = await this.connection.query<{ identity: string }>(IDENTITY, [], tx);
      const [row] = await this.connection.query<{ epoch: string }>(
        `insert into realtime_log as l (epoch, database_identity) values ($1, $2)
         on conflict (only_row) do update set
           epoch = case when l.database_identity = excluded.database_identity then l.epoch else excluded.epoch end,
           database_identity = excluded.database_identity
         returning epoch`,
        [randomBytes(6).toString('hex'), found?.identity ?? ''],
        tx,
      );
      return row?.epoch;
    });
  }

  async append(
    tx: Tx,
    records: readonly UnloggedRecord[],
    { onDuplicate = 'fail' }: AppendOptions = {},
  ): Promise<readonly LogRecord[]> {
    const byOrg = new Map<string, UnloggedRecord[]>();
    for (const record of records) {
      const own = byOrg.get(record.orgId);
      if (own) own.push(record);
      else byOrg.set(record.orgId, [record]);
    }
    const places = new Map<UnloggedRecord, LogPosition & RecordLink>();
    // Sorted, so that two transactions that write to the same orgs wait for each other instead of deadlocking.
    for (const [orgId, given] of [...byOrg].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const own = onDuplicate === 'unchecked' ? given : await this.withoutKnown(tx, orgId, given);
      if (onDuplicate === 'fail' && own.length < given.length) {
        throw new RealtimeError('duplicate_event', `an event is in the log of ${orgId} already`);
      }
      if (own.length === 0) continue;
      const marks = own.map(randomMark);
      const rows = await this.connection.query<{ seq: Int8; prev_mark: number }>(
        APPEND,
        [
          orgId,
          own.length,
          own.map((record) => record.eventId),
          own.map((record) => record.eventType),
          own.map((record) => record.domain),
          own.map((record) => record.propertyId ?? null),
          own.map((record) => record.timestamp),
          own.map((record) => record.payloadJson),
          this.now(),
          marks,
          [null, ...marks.slice(0, -1)],
        ],
        tx,
      );
      const first = rows.reduce((least, row) => (Number(row.seq) < Number(least.seq) ? row : least));
      let prevMark = first.prev_mark;
      own.forEach((record, index) => {
        const mark = marks[index] ?? 0;
        places.set(record, { seq: Number(first.seq) + index, mark, prevMark });
        prevMark = mark;
      });
    }
    const logged: LogRecord[] = [];
    for (const record of new Set(records)) {
      const place = places.get(record);
      if (place) logged.push({ ...record, ...place });
    }
    return logged;
  }

  /**
   * The records that are new to the org's log, each id once. The counter is locked first, in a statement of its own:
   * the next one then sees what the writer before has committed, and nobody can add an id between looking and inserting.
   * It looks into every segment, where no index could: one that spans them would have to begin with the time.
   */
  private async withoutKnown(tx: Tx, orgId: string, records: readonly UnloggedRecord[]): Promise<UnloggedRecord[]> {
    await this.connection.query(LOCK, [orgId], tx);
    const known = await this.connection.query<{ event_id: string }>(
      'select event_id from realtime_events where org_id = $1 and event_id = any($2::uuid[])',
      [orgId, records.map(({ eventId }) => eventId)],
      tx,
    );
    const seen = new Set(known.map((row) => row.event_id));
    return records.filter(({ eventId }) => !seen.has(eventId) && seen.add(eventId));
  }

  async bounds(orgId: string): Promise<LogBounds> {
    const [row] = await this.connection.query<{
      epoch: string;
      head: Int8 | null;
      mark: number | null;
      floor: Int8 | null;
    }>(BOUNDS, [orgId]);
    const epoch = this.readEpoch(row);
    const head = Number(row?.head ?? LOG_START.seq);
    return { epoch, head, mark: row?.mark ?? LOG_START.mark, floor: Number(row?.floor ?? head) };
  }

  async heads(orgIds: readonly string[]): Promise<LogHeads> {
    const rows = await this.connection.query<{ epoch: string; org_id: string | null; head: Int8; mark: number }>(
      HEADS,
      [orgIds],
    );
    const epoch = this.readEpoch(rows[0]);
    const heads = new Map<string, LogPosition>();
    for (const { org_id, head, mark } of rows) if (org_id !== null) heads.set(org_id, { seq: Number(head), mark });
    return { epoch, heads };
  }

  /** @throws RealtimeError `log_not_open` where somebody has emptied the table since */
  private readEpoch(row: { readonly epoch: string } | undefined): string {
    if (!row) throw new RealtimeError('log_not_open', 'the event log in the database has lost its epoch');
    return (this.#epoch = row.epoch);
  }

  async read(orgId: string, after: number, limit: number, maxBytes = READ_BYTES): Promise<readonly LogRecord[]> {
    let rows = await this.readRows(orgId, after, limit, maxBytes);
    if (rows[0]?.kept === false) {
      const { floor } = await this.bounds(orgId);
      if (floor > after) rows = await this.readRows(orgId, floor, limit, maxBytes);
    }
    return rows.map((row) => ({
      eventId: row.event_id,
      eventType: row.event_type,
      domain: row.domain,
      timestamp: Number(row.timestamp),
      orgId,
      ...(row.property_id !== null && { propertyId: row.property_id }),
      seq: Number(row.seq),
      mark: row.mark,
      prevMark: row.prev_mark,
      payloadJson: row.payload,
    }));
  }

  async seqBefore(orgId: string, ageMs: number): Promise<number> {
    const [row] = await this.connection.query<{ seq: Int8 }>(SEQ_BEFORE, [orgId, ageMs, this.now()]);
    return Number(row?.seq ?? 0);
  }

  purge(limits: RetentionLimits): Promise<Purged> {
    return this.#segments.purge(limits);
  }

  private readRows(orgId: string, after: number, limit: number, maxBytes: number): Promise<readonly EventRow[]> {
    return this.connection.query<EventRow>(READ, [orgId, after, limit, maxBytes]);
  }

  private now(): number | null {
    return this.clock?.now() ?? null;
  }
}
