import type { SqlConnection } from '../log/sql-connection.js';
import type { Clock } from '../time/clock.js';
import type {
  BacklogPage,
  Claim,
  DeadLetter,
  DeliveryStore,
  Partition,
  PartitionProgress,
  Postponement,
  RedeliveryFailure,
} from './delivery-store.js';
import { LOG_START, type LogPosition } from '../log/event-log.js';
import { installSchema } from '../log/install-schema.js';
import { SQL_DELIVERY_SCHEMA } from './sql-delivery.schema.js';
import * as sql from './sql-delivery.statements.js';

type Int8 = string | number | bigint;

interface PartitionRow {
  readonly subscription: string;
  readonly org_id: string;
}

interface BacklogRow extends PartitionRow {
  readonly head: Int8;
  readonly position: Int8;
  readonly leased: boolean;
}

/** Head of an org's log; nulls if it has no events. */
interface HeadRow {
  readonly head: Int8 | null;
  readonly head_mark: number | null;
}

interface ClaimRow extends HeadRow {
  readonly token: Int8;
  readonly position: Int8;
  readonly mark: number;
  readonly proven_ago: Int8;
  readonly failures: number;
  readonly crashes: number;
  readonly first_failed_at: Int8 | null;
}

interface DeadLetterRow extends PartitionRow {
  readonly id: string;
  readonly seq: Int8;
  readonly event: string;
  readonly error_name: string;
  readonly error_message: string;
  readonly error_stack: string;
  readonly attempts: number;
  readonly first_failed_at: Int8;
  readonly last_failed_at: Int8;
}

/** Orgs that get their first position per transaction: few, so that none holds its locks for long. */
const PLACED_PER_STEP = 5_000;

/** Positions and dead letters in PostgreSQL (15 or newer) or PGlite, in the same database as a `SqlEventLog`. */
export class SqlDeliveryStore<Tx> implements DeliveryStore {
  /** @param clock measures leases. @default the database's clock, the same for all instances */
  constructor(
    private readonly connection: SqlConnection<Tx>,
    private readonly clock?: Pick<Clock, 'now'>,
  ) {}

  open(): Promise<void> {
    return installSchema(this.connection, 'delivery', SQL_DELIVERY_SCHEMA);
  }

  /**
   * Works in steps, each continuing the one before, even after a crash. The subscription's row is locked meanwhile: a
   * late instance must not place orgs that were created after placing was complete.
   */
  async register(subscription: string, from: 'head' | 'start'): Promise<void> {
    await this.connection.query(
      `insert into realtime_subscriptions (name, placed_to) values ($1, '') on conflict do nothing`,
      [subscription],
    );
    while (await this.connection.transaction((tx) => this.#placeSome(subscription, from, tx)));
    await this.connection.query(sql.SEE_SUBSCRIPTIONS, [[subscription], this.#now()]);
  }

  async backlog(subscriptions: readonly string[], after: string | undefined, orgs: number): Promise<BacklogPage> {
    const rows = await this.connection.query<{ next: string | null } & (BacklogRow | { subscription: null })>(
      sql.BACKLOG,
      [subscriptions, after ?? '', orgs, this.#now()],
    );
    const partitions = rows.flatMap((row) =>
      row.subscription === null
        ? []
        : { ...partitionOf(row), head: Number(row.head), position: Number(row.position), leased: row.leased },
    );
    return { partitions, next: rows[0]?.next ?? undefined };
  }

  async neededFrom(own: readonly string[], missingMs: number): Promise<number> {
    await this.connection.query(sql.SEE_SUBSCRIPTIONS, [own, this.#now()]);
    const [row] = await this.connection.query<{ oldest: Int8 }>(sql.NEEDED_FROM, [missingMs, this.#now()]);
    return Number(row?.oldest ?? 0);
  }

  async claim({ subscription, orgId }: Partition, leaseMs: number): Promise<Claim | undefined> {
    const params = [subscription, orgId, leaseMs, this.#now()];
    const [row] = await this.connection.query<ClaimRow>(sql.CLAIM, params);
    return (
      row && {
        subscription,
        orgId,
        token: Number(row.token),
        position: Number(row.position),
        mark: row.mark,
        provenAgoMs: Number(row.proven_ago),
        head: headOf(row),
        failures: row.failures,
        crashes: row.crashes,
        firstFailedAt: row.first_failed_at === null ? undefined : Number(row.first_failed_at),
      }
    );
  }

  async renew(claims: readonly Claim[], leaseMs: number): Promise<readonly Claim[]> {
    const rows = await this.connection.query<PartitionRow>(sql.RENEW, [
      claims.map((claim) => claim.subscription),
      claims.map((claim) => claim.orgId),
      claims.map((claim) => claim.token),
      leaseMs,
      this.#now(),
    ]);
    const held = new Set(rows.map((row) => JSON.stringify([row.subscription, row.org_id])));
    return claims.filter((claim) => held.has(JSON.stringify([claim.subscription, claim.orgId])));
  }

  async mark(claim: Claim, progress: PartitionProgress): Promise<boolean> {
    return (await this.connection.query(sql.MARK, this.#moved(claim, progress))).length > 0;
  }

  async rewind(claim: Claim, progress: PartitionProgress): Promise<boolean> {
    return (await this.connection.query(sql.REWIND, this.#moved(claim, progress))).length > 0;
  }

  async advance(claim: Claim, progress: PartitionProgress): Promise<boolean> {
    return (await this.connection.query(sql.ADVANCE, this.#moved(claim, progress))).length > 0;
  }

  async release(claim: Claim, progress: PartitionProgress): Promise<LogPosition | undefined> {
    const [row] = await this.connection.query<HeadRow>(sql.RELEASE, this.#moved(claim, progress));
    return row && headOf(row);
  }

  async postpone(
    claim: Claim,
    progress: PartitionProgress,
    { failures, firstFailedAt, delayMs }: Postponement,
  ): Promise<boolean> {
    const params = [...this.#moved(claim, progress), failures, firstFailedAt, delayMs];
    return (await this.connection.query(sql.POSTPONE, params)).length > 0;
  }

  async deadLetter(claim: Claim, progress: PartitionProgress, deadLetter: DeadLetter): Promise<boolean> {
    const rows = await this.connection.query(sql.DEAD_LETTER, [
      ...this.#moved(claim, progress),
      deadLetter.id,
      deadLetter.eventJson,
      deadLetter.failure.name,
      deadLetter.failure.message,
      deadLetter.failure.stack,
      deadLetter.attempts,
      deadLetter.firstFailedAt,
      deadLetter.lastFailedAt,
    ]);
    return rows.length > 0;
  }

  async deadLetters(orgId: string, after: string | undefined, limit: number): Promise<readonly DeadLetter[]> {
    const rows = await this.connection.query<DeadLetterRow>(sql.DEAD_LETTERS, [orgId, after ?? null, limit]);
    return rows.map(deadLetterOf);
  }

  async takeDeadLetter(orgId: string, id: string, leaseMs: number): Promise<DeadLetter | 'taken' | undefined> {
    const params = [orgId, id, leaseMs, this.#now()];
    const [row] = await this.connection.query<DeadLetterRow>(sql.TAKE_DEAD_LETTER, params);
    if (row) return deadLetterOf(row);
    const [there] = await this.connection.query(sql.DEAD_LETTER_EXISTS, [orgId, id]);
    return there && 'taken';
  }

  async returnDeadLetter(orgId: string, id: string, failed?: RedeliveryFailure): Promise<void> {
    if (!failed) {
      await this.connection.query(sql.FREE_DEAD_LETTER, [orgId, id]);
      return;
    }
    const { failure, at } = failed;
    const params = [orgId, id, failure.name, failure.message, failure.stack, at];
    await this.connection.query(sql.RETURN_DEAD_LETTER, params);
  }

  async dropDeadLetter(orgId: string, id: string): Promise<boolean> {
    return (await this.connection.query(sql.DROP_DEAD_LETTER, [orgId, id])).length > 0;
  }

  /** @returns whether there may be more */
  async #placeSome(subscription: string, from: 'head' | 'start', tx: Tx): Promise<boolean> {
    const [before] = await this.connection.query<{ placed_to: string | null }>(
      'select placed_to from realtime_subscriptions where name = $1 for update',
      [subscription],
      tx,
    );
    if (before?.placed_to == null) return false;
    const [after] = await this.connection.query<{ placed_to: string | null }>(
      sql.PLACE_FIRST,
      [subscription, before.placed_to, from, PLACED_PER_STEP, this.#now()],
      tx,
    );
    return after?.placed_to != null;
  }

  #moved({ subscription, orgId, token }: Claim, { seq, mark, provenAgoMs }: PartitionProgress): readonly unknown[] {
    return [subscription, orgId, token, seq, mark, Math.ceil(provenAgoMs), this.#now()];
  }

  #now(): number | null {
    return this.clock?.now() ?? null;
  }
}

const partitionOf = (row: PartitionRow): Partition => ({ subscription: row.subscription, orgId: row.org_id });

const headOf = ({ head, head_mark: mark }: HeadRow): LogPosition =>
  head === null ? LOG_START : { seq: Number(head), mark: mark ?? 0 };

const deadLetterOf = (row: DeadLetterRow): DeadLetter => ({
  ...partitionOf(row),
  id: row.id,
  seq: Number(row.seq),
  eventJson: row.event,
  failure: { name: row.error_name, message: row.error_message, stack: row.error_stack },
  attempts: row.attempts,
  firstFailedAt: Number(row.first_failed_at),
  lastFailedAt: Number(row.last_failed_at),
});
