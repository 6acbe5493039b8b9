import { randomBytes } from 'node:crypto';
import { RealtimeError } from '../realtime.errors.js';
import type { AppendOptions, EventLog, LogBounds, LogRecord, UnloggedRecord } from './event-log.js';
import { installSchema } from './install-schema.js';
import type { SqlConnection } from './sql-connection.js';
import { SQL_LOG_SCHEMA } from './sql.schema.js';

interface EventRow {
  readonly seq: string | number | bigint;
  readonly event_id: string;
  readonly event_type: string;
  readonly domain: string;
  readonly property_id: string | null;
  readonly timestamp: string | number | bigint;
  readonly payload: string;
}

/** Any number will do, as long as nothing else in the database locks it. */
const PURGE_LOCK = 7_245_012;

/**
 * Counts up and inserts in one round trip. `with ordinality` gives each event its place in the order it was raised;
 * the row lock on the counter is held until the caller's transaction ends.
 */
const APPEND = `
  with counter as (
    insert into realtime_heads as h (org_id, head) values ($1, $2)
    on conflict (org_id) do update set head = h.head + excluded.head
    returning head
  )
  insert into realtime_events
    (org_id, seq, event_id, event_type, domain, property_id, raised_at, occurred_at, payload)
  select $1, counter.head - $2 + e.place, e.event_id, e.event_type, e.domain, e.property_id,
    coalesce($9::bigint, e.timestamp), nullif(e.timestamp, coalesce($9::bigint, e.timestamp)), e.payload
  from counter, unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::text[])
    with ordinality as e (event_id, event_type, domain, property_id, timestamp, payload, place)
  returning seq`;

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

  constructor(private readonly connection: SqlConnection<Tx>) {}

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
    { onDuplicate = 'fail', loggedAt }: AppendOptions = {},
  ): Promise<readonly LogRecord[]> {
    const byOrg = new Map<string, UnloggedRecord[]>();
    for (const record of records) {
      const own = byOrg.get(record.orgId);
      if (own) own.push(record);
      else byOrg.set(record.orgId, [record]);
    }
    const seqOf = new Map<UnloggedRecord, number>();
    // Sorted, so that two transactions that write to the same orgs wait for each other instead of deadlocking.
    for (const [orgId, given] of [...byOrg].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const own = onDuplicate === 'skip' ? await this.withoutKnown(tx, orgId, given) : given;
      if (own.length === 0) continue;
      const rows = await this.connection.query<{ seq: string | number | bigint }>(
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
          loggedAt ?? null,
        ],
        tx,
      );
      const first = Math.min(...rows.map(({ seq }) => Number(seq)));
      own.forEach((record, index) => seqOf.set(record, first + index));
    }
    const logged: LogRecord[] = [];
    for (const record of new Set(records)) {
      const seq = seqOf.get(record);
      if (seq !== undefined) logged.push({ ...record, seq });
    }
    return logged;
  }

  /**
   * The records that are new to the org's log, each id once. The counter is locked first, in a statement of its own:
   * the next one then sees what the writer before has committed, and nobody can add an id between looking and inserting.
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
    const [row] = await this.connection.query<{ head: string; first: string | null }>(
      `select head, (select min(seq) from realtime_events where org_id = $1) as first
       from realtime_heads where org_id = $1`,
      [orgId],
    );
    const head = Number(row?.head ?? 0);
    return { head, floor: row?.first == null ? head : Number(row.first) - 1 };
  }

  async heads(orgIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await this.connection.query<{ org_id: string; head: string }>(
      'select org_id, head from realtime_heads where org_id = any($1::text[])',
      [orgIds],
    );
    return new Map(rows.map((row) => [row.org_id, Number(row.head)]));
  }

  async read(orgId: string, after: number, limit: number): Promise<readonly LogRecord[]> {
    const rows = await this.connection.query<EventRow>(
      `select seq, event_id, event_type, domain, property_id, coalesce(occurred_at, raised_at) as timestamp, payload
       from realtime_events where org_id = $1 and seq > $2 order by seq limit $3`,
      [orgId, after, limit],
    );
    return rows.map((row) => ({
      eventId: row.event_id,
      eventType: row.event_type,
      domain: row.domain,
      timestamp: Number(row.timestamp),
      orgId,
      ...(row.property_id !== null && { propertyId: row.property_id }),
      seq: Number(row.seq),
      payloadJson: row.payload,
    }));
  }

  async seqBefore(orgId: string, timestamp: number): Promise<number> {
    const [row] = await this.connection.query<{ seq: string | null }>(
      `select coalesce(
         (select min(seq) - 1 from realtime_events where org_id = $1 and raised_at >= $2),
         (select head from realtime_heads where org_id = $1)) as seq`,
      [orgId, timestamp],
    );
    return Number(row?.seq ?? 0);
  }

  async purge(olderThan: number, limit: number): Promise<number> {
    return this.connection.transaction(async (tx) => {
      // One cleaner at a time: two would wait for each other's rows.
      const [lock] = await this.connection.query<{ mine: boolean }>(
        'select pg_try_advisory_xact_lock($1) as mine',
        [PURGE_LOCK],
        tx,
      );
      if (!lock?.mine) return 0;
      // Up to the newest expired event found of each org, so that what goes is always a run from the old end, also
      // where clocks disagreed. Counters are not touched: no writer waits.
      const [row] = await this.connection.query<{ removed: string }>(
        `with due as (
           select org_id, max(seq) as last from
             (select org_id, seq from realtime_events where raised_at < $1 limit $2) as old
           group by org_id
         ), gone as (
           delete from realtime_events e using due where e.org_id = due.org_id and e.seq <= due.last returning 1
         )
         select count(*) as removed from gone`,
        [olderThan, limit],
        tx,
      );
      return Number(row?.removed ?? 0);
    });
  }
}
