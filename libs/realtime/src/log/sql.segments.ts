import { databaseTime } from './database-time.js';
import { planRetention, type RetentionLimits, type RetentionPlan, type Segments, SLOTS } from './segments.js';
import type { SqlConnection } from './sql-connection.js';

/** How long a drop waits for subscribers of the segment, in milliseconds. Others wait behind it for as long. */
const LOCK_TIMEOUT_MS = 100;
/** Exact count of dropped events up to this number; beyond it, the database's estimate. */
const COUNTED = 10_000;

/** No row: another instance holds the lock. */
const STATE = `
  select segment, opened_at, to_json(closed_at)::text as closed_at, expired_before, ${databaseTime(1)} as now
  from realtime_retention for update skip locked`;

const KEEP_STATE = `
  update realtime_retention set segment = $1, opened_at = $2, closed_at = $3::bigint[], expired_before = $4`;

const tableOf = (slot: number): string => `realtime_events_${slot}`;

/** Bounded, so that the cost of a drop does not depend on the segment's size. */
const countOf = (slot: number): string => `
  select case when n < ${COUNTED} then n else greatest(n, pg_stat_get_live_tuples('${tableOf(slot)}'::regclass),
    (select reltuples::bigint from pg_class where oid = '${tableOf(slot)}'::regclass)) end as removed
  from (select count(*) as n from (select 1 from ${tableOf(slot)} limit ${COUNTED}) as first) as counted`;

type Int8 = string | number | bigint;

interface StateRow {
  readonly segment: Int8;
  readonly opened_at: Int8;
  readonly closed_at: string;
  readonly expired_before: Int8;
  readonly now: Int8;
}

/** Retention of the SQL log. A single row holds the state of the segments; its lock elects the instance that cleans. */
export class SqlSegments<Tx> {
  constructor(
    private readonly connection: SqlConnection<Tx>,
    private readonly now: () => number | null,
  ) {}

  /** @returns the approximate number of dropped events, and whether needed events were kept */
  async purge(limits: RetentionLimits): Promise<{ readonly removed: number; readonly heldBack: boolean }> {
    const plan = await this.#advance(limits);
    let removed = 0;
    for (const slot of plan?.expired ?? []) removed += await this.#drop(slot);
    // There may be room for a new segment now.
    if (plan?.full && plan.expired.length > 0) await this.#advance(limits);
    return { removed, heldBack: plan?.heldBack ?? false };
  }

  #advance(limits: RetentionLimits): Promise<RetentionPlan | undefined> {
    return this.connection.transaction(async (tx) => {
      const found = await this.#lock(tx);
      if (!found) return undefined;
      const plan = planRetention(found.segments, limits, found.now);
      const { segment, openedAt, closedAt, expiredBefore } = plan.next;
      await this.connection.query(KEEP_STATE, [segment, openedAt, closedAt, expiredBefore], tx);
      return plan;
    });
  }

  /**
   * Drops a segment by TRUNCATE, which locks this segment and not the log: writers continue. Subscribers queue behind it,
   * so it gives up soon and the next round tries again.
   */
  #drop(slot: number): Promise<number> {
    return this.connection.transaction(async (tx) => {
      const segments = (await this.#lock(tx))?.segments;
      const closedAt = segments?.closedAt[slot] ?? null;
      if (!segments || closedAt === null || closedAt >= segments.expiredBefore) return 0;
      const removed = await this.#empty(slot, tx);
      await this.connection.query('update realtime_retention set closed_at[$1::int] = null', [slot + 1], tx);
      return removed;
    });
  }

  async #empty(slot: number, tx: Tx): Promise<number> {
    const table = tableOf(slot);
    const [found] = await this.connection.query<{ size: Int8 }>(`select pg_relation_size('${table}') as size`, [], tx);
    if (Number(found?.size) === 0) return 0;
    await this.connection.query(`select set_config('lock_timeout', $1, true)`, [`${LOCK_TIMEOUT_MS}ms`], tx);
    await this.connection.query(`lock table ${table} in access exclusive mode`, [], tx);
    const [counted] = await this.connection.query<{ removed: Int8 }>(countOf(slot), [], tx);
    await this.connection.query(`truncate table ${table}`, [], tx);
    return Number(counted?.removed ?? 0);
  }

  async #lock(tx: Tx): Promise<{ readonly segments: Segments; readonly now: number } | undefined> {
    const [row] = await this.connection.query<StateRow>(STATE, [this.now()], tx);
    if (!row) return undefined;
    const segments = {
      segment: Number(row.segment),
      openedAt: Number(row.opened_at),
      closedAt: (JSON.parse(row.closed_at) as (number | null)[]).slice(0, SLOTS),
      expiredBefore: Number(row.expired_before),
    };
    return { segments, now: Number(row.now) };
  }
}
