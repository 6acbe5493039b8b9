import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Clock, Timer } from '@bellhop/realtime';
import { Database } from '../database/database.js';
import { CLOCK } from '../time/clock.js';

/** Work that is to be done once a period, by any instance. */
export interface ScheduledWork {
  /** Names it in the database, so it stays the same over releases. */
  readonly name: string;
  /** Milliseconds. */
  readonly periodMs: number;
  /** Has to bear being run again, and beside another run where one takes longer than ten minutes. */
  run(): Promise<void>;
}

/** How often an instance asks what is due, in milliseconds. */
const LOOK_MS = 60_000;
/** When it asks first, in milliseconds after it is up: what a start has to do comes before. */
const FIRST_LOOK_MS = 5_000;
/** After how long work is due again whose instance failed or died over it, in milliseconds. */
const RETRY_MS = 600_000;

/** `$1` name, `$2` retry, `$3` period. No row: not due. What is due beyond a period was set by a clock that has gone back. */
const TAKE = `
  insert into scheduled_work as w (name, due_at) values ($1, clock_timestamp() + $2 * interval '1 millisecond')
  on conflict (name) do update set due_at = excluded.due_at
  where w.due_at <= clock_timestamp()
    or w.due_at > clock_timestamp() + greatest($2::bigint, $3::bigint) * interval '1 millisecond'
  returning name`;

/** `$1` name, `$2` period. */
const DONE = `update scheduled_work set due_at = clock_timestamp() + $2 * interval '1 millisecond' where name = $1`;

/**
 * Runs work that is due, whichever instance finds it so. What is due stands in the database: a timer of the process would
 * begin anew with each deployment, and a period longer than the time between two of them would never end.
 */
@Injectable()
export class Schedule implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #log = new Logger('Schedule');
  readonly #work: ScheduledWork[] = [];
  #timers: readonly Timer[] = [];
  #looking: Promise<void> | undefined;
  #stopped = false;

  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** To be called before the application is up. */
  add(work: ScheduledWork): void {
    this.#work.push(work);
  }

  onApplicationBootstrap(): void {
    this.#timers = [
      this.clock.after(FIRST_LOOK_MS, () => void this.look()),
      this.clock.every(LOOK_MS, () => void this.look()),
    ];
  }

  async onModuleDestroy(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) timer.cancel();
    await this.#looking;
  }

  /** Runs what is due, one after the other. A failure is logged, and its work is due again in ten minutes. */
  look(): Promise<void> {
    this.#looking ??= this.#runDue().finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  async #runDue(): Promise<void> {
    for (const work of this.#work) {
      const { name, periodMs } = work;
      if (this.#stopped) return;
      try {
        const taken = await this.database.query(TAKE, [name, RETRY_MS, periodMs]);
        if (taken.length === 0) continue;
        await work.run();
        await this.database.query(DONE, [name, periodMs]);
      } catch (error) {
        this.#log.warn(`${name} failed: ${String(error)}`);
      }
    }
  }
}
