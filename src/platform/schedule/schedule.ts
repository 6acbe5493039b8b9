import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Clock, Timer } from '@bellhop/realtime';
import { Database } from '../database/database.js';
import { CLOCK } from '../time/clock.js';

/** A job to run once per period, on any instance. */
export interface ScheduledWork {
  /** Identifies the job in the database; must not change between releases. */
  readonly name: string;
  /** Milliseconds. */
  readonly periodMs: number;
  /** Must be safe to repeat, and to run concurrently with another run that takes longer than ten minutes. */
  run(): Promise<void>;
}

/** Interval between checks for due jobs, in milliseconds. */
const LOOK_MS = 60_000;
/** Delay of the first check after startup, in milliseconds, so that it does not compete with the startup itself. */
const FIRST_LOOK_MS = 5_000;
/** Milliseconds until a job is due again after its run failed or its instance died. */
const RETRY_MS = 600_000;

/** `$1` name, `$2` retry, `$3` period. Returns no row if not due. A due time beyond one period is due: the clock was set back. */
const TAKE = `
  insert into scheduled_work as w (name, due_at) values ($1, clock_timestamp() + $2 * interval '1 millisecond')
  on conflict (name) do update set due_at = excluded.due_at
  where w.due_at <= clock_timestamp()
    or w.due_at > clock_timestamp() + greatest($2::bigint, $3::bigint) * interval '1 millisecond'
  returning name`;

/** `$1` name, `$2` period. */
const DONE = `update scheduled_work set due_at = clock_timestamp() + $2 * interval '1 millisecond' where name = $1`;

/**
 * Runs due jobs, on whichever instance checks first. Due times are in the database: an in-process timer would restart at
 * each deployment, and a period longer than the time between deployments would never end.
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

  /** Call before the application has started. */
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
    this.stopLooking();
    await this.#looking;
  }

  /** From now on jobs begin only with {@link look}. */
  stopLooking(): void {
    for (const timer of this.#timers) timer.cancel();
  }

  /** Runs the due jobs one after the other. A failure is logged, and the job is due again after ten minutes. */
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
