import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Clock, DomainEvents, type UnitOfWork } from '@bellhop/realtime';
import { and, eq } from 'drizzle-orm';
import type { Principal } from '../auth/principal.js';
import type { Tx } from '../database/database.js';
import { ProblemException } from '../http/problem.js';
import { CLOCK } from '../time/clock.js';
import { answeredCommands } from './commands.schema.js';

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

/**
 * Runs commands so that one sent twice with the same `Idempotency-Key` is done once: the key, the rows and the events
 * commit together, and a second one that comes meanwhile waits for the first at the key's row.
 */
@Injectable()
export class Commands {
  constructor(
    private readonly events: DomainEvents<Tx>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
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
      const bodyHash = createHash('sha256')
        .update(JSON.stringify(command.body) ?? '')
        .digest('hex');
      const id = { orgId: principal.orgId, userId: principal.userId, route: command.route, key: command.key };
      const isThisOne = and(
        eq(answeredCommands.orgId, id.orgId),
        eq(answeredCommands.userId, id.userId),
        eq(answeredCommands.route, id.route),
        eq(answeredCommands.key, id.key),
      );
      const claimed = await db
        .insert(answeredCommands)
        .values({ ...id, bodyHash, createdAt: new Date(this.clock.now()) })
        .onConflictDoNothing()
        .returning({ key: answeredCommands.key });
      if (claimed.length === 0) {
        const [before] = await db.select().from(answeredCommands).where(isThisOne);
        if (before?.bodyHash !== bodyHash) {
          throw new ProblemException('idempotency_key_reused', 'The same key came with another body before.');
        }
        return new CommandAnswer(JSON.parse(before.answer ?? 'null') as T, true);
      }
      const body = await work(unit);
      await db
        .update(answeredCommands)
        .set({ answer: JSON.stringify(body) })
        .where(isThisOne);
      return new CommandAnswer(body, false);
    }, principal);
  }
}
