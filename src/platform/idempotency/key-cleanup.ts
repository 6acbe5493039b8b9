import { Injectable, type OnModuleInit } from '@nestjs/common';
import { lt, sql } from 'drizzle-orm';
import { Database } from '../database/database.js';
import { Schedule } from '../schedule/schedule.js';
import { idempotencyKeys } from './idempotency.schema.js';

const HOUR_MS = 3_600_000;

/** Once an hour, deletes idempotency keys older than 24 h, longer than any client retries. */
@Injectable()
export class IdempotencyKeyCleanup implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly schedule: Schedule,
  ) {}

  onModuleInit(): void {
    this.schedule.add({ name: 'old-commands', periodMs: HOUR_MS, run: () => this.forget() });
  }

  /** Uses the database's clock: an instance whose clock is a day ahead must not delete keys that clients still retry with. */
  async forget(): Promise<void> {
    await this.database.db
      .delete(idempotencyKeys)
      .where(lt(idempotencyKeys.createdAt, sql`now() - interval '24 hours'`));
  }
}
