import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Clock, Timer } from '@bellhop/realtime';
import { lt } from 'drizzle-orm';
import { Database } from '../../database/database.js';
import { CLOCK } from '../../time/clock.js';
import { sessions } from '../auth.schema.js';

const CLEANING_PERIOD_MS = 86_400_000;

/** Removes sessions that no token opens any more. What there is to know of them then stands in the audit. */
@Injectable()
export class OldSessions implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #log = new Logger('Sessions');
  #cleaning: Timer | undefined;

  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.#cleaning = this.clock.every(CLEANING_PERIOD_MS, () => {
      this.remove().catch((error: unknown) => this.#log.warn(`old sessions could not be removed: ${String(error)}`));
    });
  }

  onModuleDestroy(): void {
    this.#cleaning?.cancel();
  }

  /** Ended ones as well, when they would have expired. */
  async remove(): Promise<void> {
    await this.database.db.delete(sessions).where(lt(sessions.expiresAt, new Date(this.clock.now())));
  }
}
