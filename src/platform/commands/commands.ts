import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Clock, DomainEvents, type UnitOfWork } from '@bellhop/realtime';
import { and, eq } from 'drizzle-orm';
import type { Principal } from '../access/principal.js';
import { isForeignKeyViolation } from '../database/database.errors.js';
import { Database, type Tx } from '../database/database.js';
import { only } from '../database/only.js';
import type { RowWrite } from '../database/row-writes.js';
import { requireVersion } from '../http/if-match.js';
import { notFound, ProblemException } from '../http/problem.js';
import { CLOCK } from '../time/clock.js';
import { answeredCommands } from './commands.schema.js';
import { claimKey } from './key-claim.js';
import type { Plan } from './plan.js';
import { type PlanOutcome, type PlanRow, PreparedPlan } from './prepared-plan.js';

/** What tells a retry from a new command. */
export interface CommandKey {
  /** `Idempotency-Key` as the client sent it. */
  readonly key: string;
  /** Method and route pattern. */
  readonly route: string;
  readonly body: unknown;
}

/** What a command answers: for the first time, or once more. */
export class CommandAnswer<T> {
  constructor(
    readonly body: T,
    readonly replayed: boolean,
  ) {}
}

/** How a row is changed. */
export interface RowChange<R, T> {
  /** What it is called in answers: `task`. */
  readonly what: string;
  /** The version that the change was made against. @default any */
  readonly expected: number | undefined;
  find(): Promise<R | undefined>;
  /** The row, held against other writers until `tx` ends. */
  lock(tx: Tx): Promise<R | undefined>;
  /** Says what is to be done; called again with another row where somebody else was faster. */
  plan(row: R): Plan<T>;
}

/**
 * Carries out commands. What is decided before anything is written ({@link Plan}) is one statement: its conditions, its
 * rows, its `Idempotency-Key` and its events are committed together, and nothing is held while the server thinks. What has to
 * look again between its writes is a transaction ({@link run}).
 *
 * A command sent twice with the same key is done once: a second one that comes meanwhile waits for the first at the key's
 * row.
 */
@Injectable()
export class Commands {
  constructor(
    private readonly events: DomainEvents<Tx>,
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Carries out a plan that depends on no row that is there.
   * @param command undefined without an `Idempotency-Key`
   * @throws what the first requirement says that was not met; ProblemException `idempotency_key_reused` when the key came
   *   with another body before
   */
  async commit<T>(principal: Principal, command: CommandKey | undefined, plan: Plan<T>): Promise<CommandAnswer<T>> {
    const claim = command && this.#claim(principal, command, plan.respond);
    const outcome = await this.#execute(principal, plan, claim && [claim.write]);
    if (outcome.isDone) return new CommandAnswer(plan.respond, false);
    // A command that is repeated gets its answer again, whatever has become of what it needed.
    if (claim) {
      const before = await this.#answerBefore<T>(claim);
      if (before) return before;
    }
    outcome.refuse();
    throw new Error('a plan whose requirements are met has to write what it plans');
  }

  /**
   * Changes or removes a row: what is planned for the row that was read is written if the row still is that one. If not, it
   * is planned again with the row locked.
   * @throws ProblemException `not_found`; `version_conflict` when another version is expected; what the first requirement
   *   says that was not met
   */
  async change<R extends { readonly version: number }, T>(principal: Principal, change: RowChange<R, T>): Promise<T> {
    const plan = planFor(change, await change.find());
    if (plan.write.length === 0) return plan.respond;
    const outcome = await this.#execute(principal, plan);
    if (outcome.isDone) return plan.respond;
    outcome.refuse();
    return this.#changeLocked(principal, change);
  }

  /**
   * Runs `work` in a transaction.
   * @param command undefined without an `Idempotency-Key`: `work` simply runs
   * @throws ProblemException `idempotency_key_reused` when the key came with another body before
   */
  run<T>(
    principal: Principal,
    command: CommandKey | undefined,
    work: (unit: UnitOfWork<Tx>) => Promise<T>,
  ): Promise<CommandAnswer<T>> {
    return this.events.transaction(async (unit) => {
      if (command === undefined) return new CommandAnswer(await work(unit), false);
      const { db } = unit.tx;
      const id = { orgId: principal.orgId, userId: principal.userId, route: command.route, key: command.key };
      const bodyHash = hashOf(command);
      const claimed = await db
        .insert(answeredCommands)
        .values({ ...id, bodyHash, createdAt: new Date(this.clock.now()) })
        .onConflictDoNothing()
        .returning({ key: answeredCommands.key });
      if (claimed.length === 0) {
        const before = await this.#answerBefore<T>({ id, bodyHash }, unit.tx);
        if (before) return before;
        throw new Error('the key of a command was there, and is gone');
      }
      const body = await work(unit);
      await db
        .update(answeredCommands)
        .set({ answer: JSON.stringify(body) })
        .where(isCommand(id));
      return new CommandAnswer(body, false);
    }, principal);
  }

  /** With the row locked nobody can be faster. */
  #changeLocked<R extends { readonly version: number }, T>(principal: Principal, change: RowChange<R, T>): Promise<T> {
    return this.events.transaction(async ({ tx, raise }) => {
      const plan = planFor(change, await change.lock(tx));
      if (plan.write.length === 0) return plan.respond;
      const prepared = new PreparedPlan(principal, plan);
      const { shape, params } = prepared.statement;
      const outcome = prepared.outcomeOf(only(await this.database.query<PlanRow>(shape.text, params, tx)));
      outcome.refuse();
      if (!outcome.isDone) throw new Error('a row that is locked has changed');
      for (const { domain, eventType, event } of plan.raise ?? []) raise(domain, eventType, event);
      return plan.respond;
    }, principal);
  }

  async #execute(principal: Principal, plan: Plan<unknown>, first?: readonly RowWrite[]): Promise<PlanOutcome> {
    const prepared = new PreparedPlan(principal, plan, first);
    const { orgId } = principal;
    const commit = async () =>
      prepared.outcomeOf((await this.events.commit<PlanRow>(prepared.statement, orgId, plan.raise ?? [])).result);
    try {
      return await commit();
    } catch (error) {
      if (!isForeignKeyViolation(error)) throw error;
      // What a row refers to was there when the statement looked, and was gone when it wrote: now it finds that out.
      return commit();
    }
  }

  #claim(principal: Principal, command: CommandKey, answer: unknown) {
    const id = { orgId: principal.orgId, userId: principal.userId, route: command.route, key: command.key };
    const bodyHash = hashOf(command);
    const write = claimKey({ ...id, bodyHash, answer: JSON.stringify(answer), createdAt: new Date(this.clock.now()) });
    return { id, bodyHash, write };
  }

  /** @throws ProblemException `idempotency_key_reused` */
  async #answerBefore<T>(
    { id, bodyHash }: { readonly id: CommandId; readonly bodyHash: string },
    tx?: Tx,
  ): Promise<CommandAnswer<T> | undefined> {
    const { db } = tx ?? this.database;
    const [before] = await db.select().from(answeredCommands).where(isCommand(id));
    if (!before) return undefined;
    if (before.bodyHash !== bodyHash) {
      throw new ProblemException('idempotency_key_reused', 'This key was used before with a different request body.');
    }
    return new CommandAnswer(JSON.parse(before.answer ?? 'null') as T, true);
  }
}

type CommandId = Pick<typeof answeredCommands.$inferSelect, 'orgId' | 'userId' | 'route' | 'key'>;

const isCommand = ({ orgId, userId, route, key }: CommandId) =>
  and(
    eq(answeredCommands.orgId, orgId),
    eq(answeredCommands.userId, userId),
    eq(answeredCommands.route, route),
    eq(answeredCommands.key, key),
  );

const hashOf = ({ body }: CommandKey): string =>
  createHash('sha256')
    .update(JSON.stringify(body) ?? '')
    .digest('hex');

function planFor<R extends { readonly version: number }, T>(change: RowChange<R, T>, row: R | undefined): Plan<T> {
  if (!row) throw notFound(change.what);
  requireVersion(row, change.expected);
  return change.plan(row);
}
