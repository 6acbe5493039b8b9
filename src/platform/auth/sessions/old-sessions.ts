import { Injectable, type OnModuleInit } from '@nestjs/common';
import { lt, sql } from 'drizzle-orm';
import { Database } from '../../database/database.js';
import { Schedule } from '../../schedule/schedule.js';
import { sessions } from '../auth.schema.js';

const DAY_MS = 86_400_000;

/** Removes sessions that no token opens any more, once a day. What there is to know of them then stands in the audit. */
@Injectable()
export class OldSessions implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly schedule: Schedule,
  ) {}

  onModuleInit(): void {
    this.schedule.add({ name: 'old-sessions', periodMs: DAY_MS, run: () => this.remove() });
  }

  /** Ended ones as well, when they would have expired; by the database's clock, which is one for all instances. */
  async remove(): Promise<void> {
    await this.database.db.delete(sessions).where(lt(sessions.expiresAt, sql`now()`));
  }
}
