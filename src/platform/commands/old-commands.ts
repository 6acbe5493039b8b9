import { Injectable, type OnModuleInit } from '@nestjs/common';
import { lt, sql } from 'drizzle-orm';
import { Database } from '../database/database.js';
import { Schedule } from '../schedule/schedule.js';
import { answeredCommands } from './commands.schema.js';

const HOUR_MS = 3_600_000;

/** Forgets idempotency keys a day after their command, once an hour: longer than any client goes on retrying. */
@Injectable()
export class OldCommands implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly schedule: Schedule,
  ) {}

  onModuleInit(): void {
    this.schedule.add({ name: 'old-commands', periodMs: HOUR_MS, run: () => this.forget() });
  }

  /** By the database's clock: an instance that is a day ahead must not forget what clients still retry. */
  async forget(): Promise<void> {
    await this.database.db
      .delete(answeredCommands)
      .where(lt(answeredCommands.createdAt, sql`now() - interval '24 hours'`));
  }
}
