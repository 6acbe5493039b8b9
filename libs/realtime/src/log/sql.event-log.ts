import { randomBytes } from 'node:crypto';
import { RealtimeError } from '../errors/realtime.errors.js';
import type { Clock } from '../time/clock.js';
import { databaseTime } from './database-time.js';
import {
  type AppendOptions,
  type CommittedWrite,
  type EventLog,
  LOG_START,
  type LogBounds,
  type LogHeads,
  type LogPosition,
  type LogRecord,
  type Purged,
  READ_BYTES,
  type UnloggedRecord,
} from './event-log.js';
import { installSchema } from './install-schema.js';
import { randomMark } from './mark.js';
import type { RetentionLimits } from './segments.js';
import { APPEND, type Appended, AppendingTexts, appendParameters, type AppendRow } from './sql-append.js';
import type { SqlConnection } from './sql-connection.js';
import { EXPIRED_BEFORE, loggedBefore } from './sql-logged-before.js';
import { sqlState } from './sql-state.js';
import type { SqlWrite } from './sql-write.js';
import { SQL_LOG_SCHEMA } from './sql.schema.js';
import { SqlSegments } from './sql.segments.js';

type Int8 = string | number | bigint;

/** How often ids are looked up without holding the counter, while other writers bring the same ones. */
const MAX_ATTEMPTS = 3;
const UNIQUE_VIOLATION = '23505';

const appendedOf = (onDuplicate: AppendOptions['onDuplicate'], records: number): Appended => {
  if (onDuplicate === 'skip') return 'new';
  if (onDuplicate === 'fail') return 'all-if-new';
  return records === 1 ? 'one' : 'all';
};

function byOrg(records: readonly UnloggedRecord[]): Map<string, UnloggedRecord[]> {
  const orgs = new Map<string, UnloggedRecord[]>();
  for (const record of records) {
    const own = orgs.get(record.orgId);
    if (own) own.push(record);
    else orgs.set(record.orgId, [record]);
  }
  return orgs;
}

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
 * Has at least one row, with a null `org_id` if no org has events, so that the epoch is always there. A join, because
 * the plan for `any($1)` compares each row with each element: 10 ms instead of 3 for 1,000 orgs.
 */
const HEADS = `
  select l.epoch, h.org_id, h.head, h.mark
  from realtime_log l left join (
    select h.org_id, h.head, h.mark from unnest($1::text[]) as asked (org_id) join realtime_heads h using (org_id)
  ) as h on true`;

/** `limit 1` tells the planner that there is one row; expecting many, it would compile the plan (JIT). */
const BOUNDS = `
  select l.epoch, h.head, h.mark, ${loggedBefore('h.org_id', 'h.head', EXPIRED_BEFORE)} as floor
  from (select epoch from realtime_log limit 1) as l left join realtime_heads h on h.org_id = $1`;

/** `$1` org, `$2` age in milliseconds, `$3` now. */
const SEQ_BEFORE = `
  select ${loggedBefore('h.org_id', 'h.head', `greatest(${databaseTime(3)} - $2::bigint, ${EXPIRED_BEFORE})`)} as seq
  from realtime_heads h where h.org_id = $1`;

/** The running sum of payload sizes decides which records fit. */
const READ = `
  select * from (
    select seq, event_id, event_type, domain, property_id, coalesce(occurred_at, raised_at) as timestamp, payload,
      mark, prev_mark, raised_at >= ${EXPIRED_BEFORE} as kept, sum(octet_length(payload)) over (order by seq) as bytes
    from realtime_events where org_id = $1 and seq > $2 order by seq limit $3
  ) as due
  where bytes <= $4 or bytes = octet_length(payload)
  order by seq`;

/** Makes the transaction the org's only writer, without changing the counter. */
const LOCK = `
  insert into realtime_heads as h (org_id, head) values ($1, 0)
  on conflict (org_id) do update set head = h.head`;

/** Identifies the life of a database; see {@link SqlEventLog.open}. */
const IDENTITY = `
  select coalesce((select oid::text from pg_database where datname = current_database()), '') || ':' ||
    case when has_function_privilege('pg_control_system()', 'execute')
      then (select system_identifier::text from pg_control_system()) else '' end || ':' ||
    case when has_function_privilege('pg_control_checkpoint()', 'execute')
      then (select timeline_id::text from pg_control_checkpoint()) else '' end as identity`;

/** A log in PostgreSQL (15 or newer) or PGlite, in the same database as the domains' rows. */
export class SqlEventLog<Tx> implements EventLog<Tx> {
  #epoch: string | undefined;
  readonly #segments: SqlSegments<Tx>;
  readonly #texts = new AppendingTexts();

  /** @param clock used by retention. @default the database's clock, the same for all instances */
  constructor(
    private readonly connection: SqlConnection<Tx>,
    private readonly clock?: Pick<Clock, 'now'>,
  ) {
    this.#segments = new SqlSegments(connection, () => this.#now());
  }

  get epoch(): string {
    if (this.#epoch === undefined) throw new RealtimeError('log_not_open', 'the event log is not open');
    return this.#epoch;
  }

  /**
   * Creates the tables and sets the epoch. The epoch is bound to the database's identity (its oid, the cluster's system
   * identifier and its timeline), so a dump restored elsewhere, a point-in-time recovery and a failover each begin a
   * new one: their `seq` may count other events than the ones clients have seen. A copy of the data directory cannot be
   * told from the original; run `delete from realtime_log` before the start to force a new epoch.
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
    const places = new Map<UnloggedRecord, LogRecord>();
    // Sorted, so that two transactions that write to the same orgs wait for each other instead of deadlocking.
    for (const [orgId, own] of [...byOrg(records)].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (onDuplicate !== 'unchecked') {
        // A separate statement: the next one then sees the commit of the previous writer, and nobody can add an id
        // between lookup and insert.
        await this.connection.query(LOCK, [orgId], tx);
      }
      const append = this.#prepare(orgId, own, onDuplicate);
      const [row] = await this.connection.query<AppendRow>(APPEND[append.which], append.params, tx);
      for (const [record, logged] of append.place(row)) places.set(record, logged);
    }
    return [...new Set(records)].flatMap((record) => places.get(record) ?? []);
  }

  async commit(
    records: readonly UnloggedRecord[],
    { onDuplicate = 'fail' }: AppendOptions = {},
  ): Promise<readonly LogRecord[]> {
    const [single, ...others] = byOrg(records);
    if (!single) return [];
    if (others.length > 0) return this.connection.transaction((tx) => this.append(tx, records, { onDuplicate }));
    const [orgId, own] = single;
    for (let attempt = 1; ; attempt += 1) {
      const append = this.#prepare(orgId, own, onDuplicate);
      try {
        const [row] = await this.connection.commit<AppendRow>(APPEND[append.which], append.params, { orgId });
        if (row?.head !== null || row.fresh === null) return [...append.place(row).values()];
      } catch (error) {
        if (sqlState(error) !== UNIQUE_VIOLATION) throw error;
      }
      // Other writers brought some of the ids concurrently. Another lookup finds them; with the counter held, nobody
      // can.
      if (attempt === MAX_ATTEMPTS) {
        return this.connection.transaction((tx) => this.append(tx, records, { onDuplicate }), { orgId });
      }
    }
  }

  async commitWith<R extends object>(
    { shape, params }: SqlWrite,
    orgId: string,
    records: readonly UnloggedRecord[],
  ): Promise<CommittedWrite<R>> {
    const append = records.length === 0 ? undefined : this.#prepare(orgId, records, 'unchecked');
    const text = this.#texts.of(shape, append?.which);
    const all = append ? [...params, ...append.params] : params;
    const [row] = await this.connection.commit<R & AppendRow & { readonly written: boolean }>(text, all, { orgId });
    if (!row) throw new Error('a select without a table returned no row');
    return { result: row, logged: row.written ? [...(append?.place(row).values() ?? [])] : undefined };
  }

  /**
   * Prepares the appending part of a statement, and the function that maps its row to logged records.
   * @throws RealtimeError `duplicate_event` for an id that comes twice, with `onDuplicate: 'fail'`
   */
  #prepare(orgId: string, records: readonly UnloggedRecord[], onDuplicate: AppendOptions['onDuplicate']) {
    const refuse = (): never => {
      throw new RealtimeError('duplicate_event', `an event is already in the log of ${orgId}`);
    };
    const byId = new Map<string, UnloggedRecord>();
    for (const record of records) if (!byId.has(record.eventId)) byId.set(record.eventId, record);
    if (onDuplicate === 'fail' && byId.size < records.length) refuse();
    const own = [...byId.values()];
    const marks = own.map(randomMark);
    const which = appendedOf(onDuplicate, own.length);
    return {
      which,
      params: appendParameters(which, orgId, own, marks, this.#now()),
      place: (row: AppendRow | undefined): Map<UnloggedRecord, LogRecord> => {
        const head = row?.head ?? null;
        const fresh = new Set(row?.fresh?.split(',') ?? byId.keys());
        const placed = new Map<UnloggedRecord, LogRecord>();
        if (!row || head === null) return onDuplicate === 'fail' ? refuse() : placed;
        let seq = Number(head) - fresh.size;
        let prevMark = row.prev_mark ?? LOG_START.mark;
        own.forEach((record, index) => {
          if (!fresh.has(record.eventId)) return;
          const mark = marks[index] ?? LOG_START.mark;
          placed.set(record, { ...record, seq: (seq += 1), mark, prevMark });
          prevMark = mark;
        });
        return placed;
      },
    };
  }

  async bounds(orgId: string): Promise<LogBounds> {
    const [row] = await this.connection.query<{
      epoch: string;
      head: Int8 | null;
      mark: number | null;
      floor: Int8 | null;
    }>(BOUNDS, [orgId]);
    const epoch = this.#readEpoch(row);
    const head = Number(row?.head ?? LOG_START.seq);
    return { epoch, head, mark: row?.mark ?? LOG_START.mark, floor: Number(row?.floor ?? head) };
  }

  async heads(orgIds: readonly string[]): Promise<LogHeads> {
    const rows = await this.connection.query<{ epoch: string; org_id: string | null; head: Int8; mark: number }>(
      HEADS,
      [orgIds],
    );
    const epoch = this.#readEpoch(rows[0]);
    const heads = new Map<string, LogPosition>();
    for (const { org_id, head, mark } of rows) if (org_id !== null) heads.set(org_id, { seq: Number(head), mark });
    return { epoch, heads };
  }

  /** @throws RealtimeError `log_not_open` if the table was emptied meanwhile */
  #readEpoch(row: { readonly epoch: string } | undefined): string {
    if (!row) throw new RealtimeError('log_not_open', 'the event log in the database has lost its epoch');
    return (this.#epoch = row.epoch);
  }

  async read(orgId: string, after: number, limit: number, maxBytes = READ_BYTES): Promise<readonly LogRecord[]> {
    let rows = await this.#readRows(orgId, after, limit, maxBytes);
    if (rows[0]?.kept === false) {
      const { floor } = await this.bounds(orgId);
      if (floor > after) rows = await this.#readRows(orgId, floor, limit, maxBytes);
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
    const [row] = await this.connection.query<{ seq: Int8 }>(SEQ_BEFORE, [orgId, ageMs, this.#now()]);
    return Number(row?.seq ?? 0);
  }

  purge(limits: RetentionLimits): Promise<Purged> {
    return this.#segments.purge(limits);
  }

  #readRows(orgId: string, after: number, limit: number, maxBytes: number): Promise<readonly EventRow[]> {
    return this.connection.query<EventRow>(READ, [orgId, after, limit, maxBytes]);
  }

  #now(): number | null {
    return this.clock?.now() ?? null;
  }
}
