import type { Life, LoggedEvent } from '../history.ts';
import type { Instance } from './instance.ts';
import type { PostgresServer } from './postgres-server.ts';
import type { TcpProxy } from './proxy.ts';

/** Everything on the servers' side of a run, with the handles by which faults get at it. */
export interface World {
  readonly instances: readonly Instance[];
  /** Of PostgreSQL alone. */
  readonly postgres: PostgresWorld | undefined;
  /** The lives of the log that are over and the one that is going on; the logs of the last are read at the end. */
  readonly lives: readonly Life[];
  /** A flag: while the file is there, writes to files fail with EIO. `undefined` where this machine cannot do that. */
  readonly ioErrors: { set(failing: boolean): Promise<void> } | undefined;
  /** The disk that the database is on, where the run wants one that can be filled. */
  readonly disk: { fill(): Promise<void>; free(): Promise<void> } | undefined;
  /** Keeps the state of the database as it is now, for {@link restore}. */
  backup(): Promise<void>;
  /** Puts the database back to the last backup, which begins a new life of the log. */
  restore(): Promise<void>;
  /** Whatever a fault has ended is started again. */
  recover(): Promise<void>;
  /** Ends everything and removes its files. @returns the lives of the log, all of them complete */
  close(): Promise<readonly Life[]>;
}

export interface PostgresWorld {
  primary: PostgresServer;
  /** One in front of the database for each instance. */
  readonly links: readonly TcpProxy[];
  /** Makes a standby that follows from now on. */
  follow(): Promise<void>;
  /** From now on the standby gets nothing more. */
  detach(): Promise<void>;
  /** The primary is gone, and the standby takes its place with what it has. */
  promote(): Promise<void>;
}

/** Milliseconds since the run began. */
export type RunClock = () => number;

/** Gathers the lives of a log. */
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

  /** The life that is going on ended with these logs, and the next begins. */
  end(logs: ReadonlyMap<string, readonly LoggedEvent[]>): void {
    this.#lives.push({ began: this.#began, logs });
    this.#began = this.#clock();
  }
}
