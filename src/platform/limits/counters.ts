import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Clock, Timer } from '@bellhop/realtime';
import { type Settings, SETTINGS } from '../config/settings.js';
import { ADVISORY_LOCKS } from '../database/advisory-locks.js';
import { Database, type Tx } from '../database/database.js';
import { CLOCK } from '../time/clock.js';
import type { Limiter } from './limiter.js';
import { MemoryLimiter } from './memory-limiter.js';
import { type Policy, scaled } from './policy.js';
import { FORGET_OVER, RATE_LIMITS_SCHEMA, SharedLimiter } from './shared-limiter.js';

const CLEAN_MS = 300_000;

/**
 * Creates the limiters. Traffic is counted in this process: a database write per request would cost more than the request.
 * Guessing and mail are counted, with PostgreSQL, in a table that instances share and restarts keep, or in memory while the
 * database does not respond; with the embedded database, which has one instance, in memory.
 */
@Injectable()
export class Counters implements OnApplicationBootstrap, OnModuleDestroy {
  #cleaning: Timer | undefined;

  constructor(
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'database' | 'rateLimit' | 'rateLimitFactor'>,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
  ) {}

  get isOn(): boolean {
    return this.settings.rateLimit;
  }

  /** Counts in this process; `RATE_LIMIT_FACTOR` multiplies the policy. */
  ofTraffic(policy: Policy): MemoryLimiter {
    return new MemoryLimiter(scaled(policy, this.settings.rateLimitFactor));
  }

  /** Counts across instances if there may be several. */
  shared(policy: Policy): Limiter {
    const memory = new MemoryLimiter(policy);
    return this.#isShared ? new SharedLimiter(policy, this.database, memory) : memory;
  }

  async onApplicationBootstrap(): Promise<void> {
    if (!this.isOn || !this.#isShared) return;
    const install = async (tx: Tx): Promise<void> => {
      await this.database.query('select pg_advisory_xact_lock($1)', [ADVISORY_LOCKS.rateLimits], tx);
      await this.database.query(RATE_LIMITS_SCHEMA, [], tx);
    };
    await this.database.transaction(install, { maintenance: true });
    this.#cleaning = this.clock.every(CLEAN_MS, () => void this.#clean());
  }

  onModuleDestroy(): void {
    this.#cleaning?.cancel();
  }

  get #isShared(): boolean {
    return this.settings.database.kind === 'postgres';
  }

  /** Deletes expired windows. A failure is ignored: the next run deletes them. */
  #clean(): Promise<unknown> {
    return this.database.query(FORGET_OVER, []).catch(() => undefined);
  }
}
