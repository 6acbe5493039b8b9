import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Clock, DomainEvents, type UnitOfWork } from '@bellhop/realtime';
import { and, eq } from 'drizzle-orm';
import type { Principal } from '../access/principal.js';
import { Principals } from '../auth/principals.js';
import { isForeignKeyViolation } from '../database/database.errors.js';
import { Database, type Tx } from '../database/database.js';
import { exactlyOne } from '../database/exactly-one.js';
import type { RowWrite } from '../database/row-writes.js';
import { requireVersion } from '../http/if-match.js';
import { notFound, ProblemException } from '../http/problem.js';
import { CLOCK } from '../time/clock.js';
import { idempotencyKeys } from '../idempotency/idempotency.schema.js';
import { claimKey } from '../idempotency/claim-key.js';
import type { IdempotencyKey } from '../idempotency/idempotency-key.js';
import type { Plan } from './plan.js';
import { type PlanOutcome, type PlanRow, PreparedPlan } from './prepared-plan.js';

/** A response: the first one, or its repetition for a retry. */
export class IdempotentResponse<T> {
  constructor(
    readonly body: T,
    readonly replayed: boolean,
  ) {}
}

/** How to update or delete a row. */
export interface RowUpdate<R, T> {
  /** The row's name in error messages: `task`. */
  readonly what: string;
  /** The version that the update is based on. @default any */
  readonly expected: number | undefined;
  find(): Promise<R | undefined>;
  /** Reads the row and locks it until `tx` ends. */
  lock(tx: Tx): Promise<R | undefined>;
  /** Plans the change; called again with the current row after a concurrent update. */
  plan(row: R): Plan<T> | Promise<Plan<T>>;
}

/**
 * Carries out writes. A decision made before any write ({@link Plan}) becomes one statement that commits its conditions,
 * rows, `Idempotency-Key` and events together, so that no lock is held while the server computes. A write that must read
 * between its writes is a transaction ({@link run}).
 *
 * A write sent twice with the same key runs once: the second waits on the key's row until the first commits.
 */
@Injectable()
export class Writes {
  constructor(
    private readonly events: DomainEvents<Tx>,
    private readonly database: Database,
    private readonly principals: Principals,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Carries out a plan that depends on no existing row.
   * @param idempotencyKey undefined without an `Idempotency-Key`
   * @throws the error of the first unmet requirement; ProblemException `idempotency_key_reused` when the key was used with
   *   another body
   */
  async commit<T>(
    principal: Principal,
    idempotencyKey: IdempotencyKey | undefined,
    plan: Plan<T>,
  ): Promise<IdempotentResponse<T>> {
    const claim = idempotencyKey && this.#claim(principal, idempotencyKey, plan.respond);
    const outcome = await this.#execute(principal, plan, claim && [claim.write]);
    if (outcome.isDone) return new IdempotentResponse(plan.respond, false);
    // A retry gets the first response, even if the requirements are no longer met.
    if (claim) {
      const before = await this.#responseBefore<T>(claim);
      if (before) return before;
    }
    outcome.refuse();
    throw new Error('a plan wrote nothing although its requirements are met');
  }

  /**
   * Updates or deletes a row: writes the plan for the row that was read if the row is unchanged, otherwise plans again with the
   * row locked.
   * @throws ProblemException `not_found`; `version_conflict` when another version is expected; the error of the first unmet
   *   requirement
   */
  async update<R extends { readonly version: number }, T>(principal: Principal, update: RowUpdate<R, T>): Promise<T> {
    const plan = await planFor(update, await update.find());
    if (plan.write.length === 0) return plan.respond;
    const outcome = await this.#execute(principal, plan);
    if (outcome.isDone) return plan.respond;
    outcome.refuse();
    return this.#updateLocked(principal, update);
  }

  /**
   * Runs `work` in a transaction.
   * @param idempotencyKey undefined without an `Idempotency-Key`: `work` simply runs
   * @throws ProblemException `idempotency_key_reused` when the key was used with another body
   */
  run<T>(
    principal: Principal,
    idempotencyKey: IdempotencyKey | undefined,
    work: (unit: UnitOfWork<Tx>) => Promise<T>,
  ): Promise<IdempotentResponse<T>> {
    return this.events.transaction(async (unit) => {
      if (idempotencyKey === undefined) return new IdempotentResponse(await work(unit), false);
      const { db } = unit.tx;
      const id = rowIdOf(principal, idempotencyKey);
      const bodyHash = hashOf(idempotencyKey);
      const claimed = await db
        .insert(idempotencyKeys)
        .values({ ...id, bodyHash, createdAt: new Date(this.clock.now()) })
        .onConflictDoNothing()
        .returning({ key: idempotencyKeys.key });
      if (claimed.length === 0) {
        const before = await this.#responseBefore<T>({ id, bodyHash }, unit.tx);
        if (before) return before;
        throw new Error('an idempotency key conflicted but is gone');
      }
      const body = await work(unit);
      await db
        .update(idempotencyKeys)
        .set({ answer: JSON.stringify(body) })
        .where(isKey(id));
      return new IdempotentResponse(body, false);
    }, principal);
  }

  /** Plans with the row locked, so that no concurrent update can interfere. */
  #updateLocked<R extends { readonly version: number }, T>(principal: Principal, update: RowUpdate<R, T>): Promise<T> {
    return this.events.transaction(async ({ tx, raise }) => {
      const plan = await planFor(update, await update.lock(tx));
      if (plan.write.length === 0) return plan.respond;
      const prepared = new PreparedPlan(this.principals.isCurrent(principal), plan);
      const { shape, params } = prepared.statement;
      const outcome = prepared.outcomeOf(exactlyOne(await this.database.query<PlanRow>(shape.text, params, tx)));
      outcome.refuse();
      if (!outcome.isDone) throw new Error('a locked row has changed');
      for (const { domain, eventType, event } of plan.raise ?? []) raise(domain, eventType, event);
      return plan.respond;
    }, principal);
  }

  /**
   * Carries out a plan of the application itself, such as scheduled work, for which nobody is signed in.
   * @returns false if a row is no longer as it was when the plan was made
   * @throws the error of the first unmet requirement
   */
  async commitUnattended(orgId: string, plan: Plan<unknown>): Promise<boolean> {
    const outcome = await this.#send(orgId, new PreparedPlan(undefined, plan), plan);
    if (!outcome.isDone) outcome.refuse();
    return outcome.isDone;
  }

  #execute(principal: Principal, plan: Plan<unknown>, first?: readonly RowWrite[]): Promise<PlanOutcome> {
    return this.#send(principal.orgId, new PreparedPlan(this.principals.isCurrent(principal), plan, first), plan);
  }

  async #send(orgId: string, prepared: PreparedPlan, plan: Plan<unknown>): Promise<PlanOutcome> {
    const commit = async () =>
      prepared.outcomeOf((await this.events.commit<PlanRow>(prepared.statement, orgId, plan.raise ?? [])).result);
    try {
      return await commit();
    } catch (error) {
      if (!isForeignKeyViolation(error)) throw error;
      // A referenced row was deleted between the statement's check and its write; the second run sees that.
      return commit();
    }
  }

  #claim(principal: Principal, idempotencyKey: IdempotencyKey, answer: unknown) {
    const id = rowIdOf(principal, idempotencyKey);
    const bodyHash = hashOf(idempotencyKey);
    const write = claimKey({ ...id, bodyHash, answer: JSON.stringify(answer), createdAt: new Date(this.clock.now()) });
    return { id, bodyHash, write };
  }

  /** @throws ProblemException `idempotency_key_reused` */
  async #responseBefore<T>(
    { id, bodyHash }: { readonly id: KeyId; readonly bodyHash: string },
    tx?: Tx,
  ): Promise<IdempotentResponse<T> | undefined> {
    const { db } = tx ?? this.database;
    const [before] = await db.select().from(idempotencyKeys).where(isKey(id));
    if (!before) return undefined;
    if (before.bodyHash !== bodyHash) {
      throw new ProblemException('idempotency_key_reused', 'This key was used before with a different request body.');
    }
    return new IdempotentResponse(JSON.parse(before.answer ?? 'null') as T, true);
  }
}

type KeyId = Pick<typeof idempotencyKeys.$inferSelect, 'orgId' | 'userId' | 'route' | 'key'>;

const isKey = ({ orgId, userId, route, key }: KeyId) =>
  and(
    eq(idempotencyKeys.orgId, orgId),
    eq(idempotencyKeys.userId, userId),
    eq(idempotencyKeys.route, route),
    eq(idempotencyKeys.key, key),
  );

/** Identifies the key's row. */
const rowIdOf = ({ orgId, userId }: Principal, { route, key }: IdempotencyKey) => ({ orgId, userId, route, key });

const hashOf = ({ body }: IdempotencyKey): string =>
  createHash('sha256')
    .update(JSON.stringify(body) ?? '')
    .digest('hex');

async function planFor<R extends { readonly version: number }, T>(
  update: RowUpdate<R, T>,
  row: R | undefined,
): Promise<Plan<T>> {
  if (!row) throw notFound(update.what);
  requireVersion(row, update.expected);
  return update.plan(row);
}
