import { Injectable, type OnModuleInit } from '@nestjs/common';
import { lt, sql } from 'drizzle-orm';
import { Database } from '../../database/database.js';
import { Schedule } from '../../schedule/schedule.js';
import { sessions } from '../auth.schema.js';

const DAY_MS = 86_400_000;

/** Deletes expired sessions once a day. The audit log keeps their history. */
@Injectable()
export class SessionCleanup implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly schedule: Schedule,
  ) {}

  onModuleInit(): void {
    this.schedule.add({ name: 'old-sessions', periodMs: DAY_MS, run: () => this.remove() });
  }

  /** Deletes ended sessions too once they would have expired. Uses the database's clock, shared by all instances. */
  async remove(): Promise<void> {
    await this.database.db.delete(sessions).where(lt(sessions.expiresAt, sql`now()`));
  }
}
