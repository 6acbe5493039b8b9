import type { Life, LoggedEvent } from '../history.ts';
import type { Instance } from './instance.ts';
import type { PostgresServer } from './postgres-server.ts';
import type { TcpProxy } from './proxy.ts';

/** Everything on the server side of a run, with the handles that faults use. */
export interface World {
  readonly instances: readonly Instance[];
  /** Present only with PostgreSQL. */
  readonly postgres: PostgresWorld | undefined;
  /** The ended lives of the log; the current one is added by {@link end}. */
  readonly lives: readonly Life[];
  /** While set, writes to files fail with EIO. `undefined` where this machine cannot do that. */
  readonly ioErrors: { set(failing: boolean): Promise<void> } | undefined;
  /** The database’s disk, in runs that fill one. */
  readonly disk: { fill(): Promise<void>; free(): Promise<void> } | undefined;
  /** Saves the current state of the database for {@link restore}. */
  backup(): Promise<void>;
  /** Restores the last backup, which starts a new life of the log. */
  restore(): Promise<void>;
  /** Restarts whatever a fault has ended. */
  recover(): Promise<void>;
  /** Ends the instances. @returns all lives of the log, complete */
  end(): Promise<readonly Life[]>;
}

export interface PostgresWorld {
  primary: PostgresServer;
  /** One per instance, in front of the database. */
  readonly links: readonly TcpProxy[];
  /** Creates a standby that follows from now on. */
  follow(): Promise<void>;
  /** Stops the standby from receiving more. */
  detach(): Promise<void>;
  /** Ends the primary and promotes the standby with what it has. */
  promote(): Promise<void>;
}

/** Milliseconds since the run began. */
export type RunClock = () => number;

/** Collects the lives of a log. */
export class Lives {
  readonly #clock: RunClock;
  readonly #lives: Life[] = [];
  #began = 0;

  constructor(clock: RunClock) {
    this.#clock = clock;
  }

  get all(): readonly Life[] {
    return this.#lives;
  }

  /** Ends the current life with these logs and starts the next. */
  end(logs: ReadonlyMap<string, readonly LoggedEvent[]>): void {
    this.#lives.push({ began: this.#began, logs });
    this.#began = this.#clock();
  }
}
