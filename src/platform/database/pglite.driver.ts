import { type Clock, systemClock, type Timer, type TransactionOptions } from '@bellhop/realtime';
import {
  DatabaseUnavailableError,
  OutcomeUnknownError,
  reasonOf,
  sqlState,
  StaleStatementError,
  unavailability,
} from './database.errors.js';
import { hasDiskSpace, isDiskFull, reportsDiskSpace } from './disk-space.js';
import { type Job, JobQueue } from './job-queue.js';
import type { PgliteResponse } from './pglite.messages.js';
import { idempotencyKeyOf, controlMessage, PgliteQuery } from './pglite.query.js';
import { type Loss, PgliteThread, type Work } from './pglite.thread.js';
import { PgliteTransaction } from './pglite.transaction.js';
import { PreparedStatements, StatementNames } from './prepared-statements.js';
import type { ReadSql, RowMode, RunSql, SqlDriver } from './sql-driver.js';

/** Maximum number of statements sent to the thread; enough that it never idles between two. */
const MAX_IN_FLIGHT = 64;
const CHECKPOINT_BYTES = 64 * 1024 * 1024;
const MAX_WAITING = 2_000;
const MAX_WAITING_PER_ORG = 1_000;
/** Statements of one org sent to the thread: the longest that another org's statement waits behind them. */
const MAX_IN_FLIGHT_PER_ORG = 8;
const MAX_WAIT_MS = 5_000;
const PING_LIMIT_MS = 2_000;
/** Interval between checks for disk space while the disk is full, in milliseconds. */
const ROOM_CHECK_MS = 2_000;

export interface PgliteOptions {
  /** Directory of the database's files. @default none: in memory */
  readonly directory?: string | undefined;
  /** Result of {@link PgliteDriver.dump} to start from. */
  readonly dump?: Uint8Array | undefined;
  /** Length of the write-ahead log, in bytes, that triggers a checkpoint. @default 64 MiB */
  readonly checkpointBytes?: number;
  /** @default the system clock */
  readonly clock?: Clock;
  /** Receives a sentence when the disk is full, and when it no longer is. */
  readonly onDisk?: (sentence: string) => void;
  /** Receives a sentence when the database is lost: nothing works until the process is restarted. */
  readonly onLost?: (sentence: string) => void;
}

/**
 * PostgreSQL compiled to WebAssembly, in its own thread. It has one connection: a transaction makes everything else wait, in a
 * bounded queue. It survives a kill of the process but not a power failure, because it never calls fsync.
 *
 * `open ⇄ full`: PostgreSQL gives up without space for its log. Everything is refused until there is space; then the database
 * is reopened as after a crash, with everything that was committed. Any other loss is final: `lost`.
 */
export class PgliteDriver implements SqlDriver {
  readonly #clock: Clock;
  readonly #queue: JobQueue;
  #state: 'open' | 'full' | 'lost' | 'closed' = 'open';
  #thread: PgliteThread | undefined;
  readonly #names = new StatementNames();
  /** Statements prepared on the current thread. */
  #prepared = new PreparedStatements();
  #inTransaction = false;
  /** Whether a write has failed for lack of space, and no space has been found since. */
  #wantsRoom = false;
  #roomTimer: Timer | undefined;
  #reopening: Promise<void> | undefined;

  private constructor(private readonly options: PgliteOptions) {
    this.#clock = options.clock ?? systemClock;
    this.#queue = new JobQueue({
      clock: this.#clock,
      maxWaiting: MAX_WAITING,
      maxWaitingPerKey: MAX_WAITING_PER_ORG,
      perKey: MAX_IN_FLIGHT_PER_ORG,
      maxWaitMs: MAX_WAIT_MS,
    });
  }

  /** @throws DatabaseUnavailableError with PostgreSQL's message when it cannot be opened */
  static async open(options: PgliteOptions): Promise<PgliteDriver> {
    const driver = new PgliteDriver(options);
    driver.#thread = await driver.#openThread();
    return driver;
  }

  readonly run: ReadSql = (text, params, rows, signal) =>
    this.#alone(() => this.#ask(this.#queryOf(text, params, rows), 'outside'), undefined, signal);

  commit(
    text: string,
    params: readonly unknown[],
    rows: RowMode,
    { orgId }: Pick<TransactionOptions, 'orgId'> = {},
  ): Promise<readonly unknown[]> {
    return this.#alone(async () => {
      const query = this.#queryOf(text, params, rows);
      try {
        return await this.#ask(query, 'outside');
      } catch (cause) {
        if (sqlState(cause) !== undefined || !unavailability(cause)) throw cause;
        throw new OutcomeUnknownError('the database was lost while the statement was committed', { cause });
      }
    }, orgId);
  }

  async transaction<T>(
    work: (run: RunSql) => Promise<T>,
    { orgId, maintenance = false }: TransactionOptions = {},
  ): Promise<T> {
    await this.#ownTurn(orgId);
    const transaction = new PgliteTransaction({
      clock: this.#clock,
      query: (text, params, rows, begins) => this.#queryOf(text, params, rows, begins, !maintenance),
      send: (query, place) => this.#ask(query, place, maintenance),
      control: (text) => this.#exchange(controlMessage(text), 'inside', maintenance, idempotencyKeyOf),
      release: () => this.#endTurn(orgId),
    });
    try {
      const result = await Promise.race([work(transaction.run), transaction.abandoned]);
      await transaction.commit();
      return result;
    } catch (error) {
      await transaction.rollback();
      throw error;
    }
  }

  async ping(): Promise<void> {
    const { directory } = this.options;
    if (this.#state !== 'open') throw this.#away();
    if (directory !== undefined) {
      if (!(await (this.#wantsRoom ? hasDiskSpace(directory) : reportsDiskSpace(directory)))) throw diskFull();
      this.#wantsRoom = false;
    }
    const answer = this.#send({ do: 'ping' });
    let timer: Timer | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      const error = new DatabaseUnavailableError(`the database has not answered for ${PING_LIMIT_MS / 1_000} s`);
      timer = this.#clock.after(PING_LIMIT_MS, () => reject(error));
    });
    await Promise.race([answer, late]).finally(() => timer?.cancel());
  }

  /** Returns a dump of the database, for {@link PgliteOptions.dump}. */
  async dump(): Promise<Uint8Array> {
    await this.#ownTurn();
    try {
      const { dump } = await this.#send({ do: 'dump' }, true);
      if (!dump) throw new Error('the thread gave no dump');
      return dump;
    } finally {
      this.#endTurn();
    }
  }

  /** Waits, with a limit, for work under way and ends the thread. */
  async close(): Promise<void> {
    if (this.#state === 'closed') return;
    if (this.#state === 'open') await this.#ownTurn().catch(() => undefined);
    this.#state = 'closed';
    this.#roomTimer?.cancel();
    this.#queue.refuseAll(this.#away());
    await this.#reopening;
    // Files get a regular shutdown; memory needs none.
    if (this.options.directory === undefined) await this.#thread?.end();
    else await this.#thread?.close();
  }

  /** Runs outside a transaction. If nothing was done because a prepared statement was stale, queues once more. */
  async #alone<T>(ask: () => Promise<T>, key?: string, signal?: AbortSignal): Promise<T> {
    try {
      return await this.#inLine(ask, key, signal);
    } catch (error) {
      if (error instanceof StaleStatementError) return this.#inLine(ask, key, signal);
      throw error;
    }
  }

  /** Queues `ask` and runs it in its turn, unless `signal` aborts before. */
  #inLine<T>(ask: () => Promise<T>, key: string | undefined, signal: AbortSignal | undefined): Promise<T> {
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const start = async (): Promise<T> => {
        try {
          return await ask();
        } finally {
          this.#queue.done({ key });
          this.#pump();
        }
      };
      const leave = (): void => {
        if (this.#queue.withdraw(job)) reject(reasonOf(signal));
      };
      const job: Job = {
        key,
        start: () => {
          signal?.removeEventListener('abort', leave);
          void start().then(resolve, reject);
        },
        refuse: (error) => {
          signal?.removeEventListener('abort', leave);
          reject(error);
        },
      };
      signal?.addEventListener('abort', leave);
      this.#enqueue(job);
    });
  }

  /** @throws TypeError for a parameter that cannot be sent */
  #queryOf(text: string, params: readonly unknown[], rows: RowMode, begins = false, prepares = true): PgliteQuery {
    const name = prepares ? this.#names.nameOf(text) : undefined;
    return new PgliteQuery({ text, params, rows, begins, name }, this.#prepared);
  }

  #ask(query: PgliteQuery, place: 'inside' | 'outside', unbounded = false): Promise<readonly unknown[]> {
    return this.#exchange(query.messages, place, unbounded, (answer) => query.read(answer));
  }

  /** @param read extracts the result from PostgreSQL's messages, or throws the error among them */
  async #exchange<T>(
    messages: Uint8Array,
    place: 'inside' | 'outside',
    unbounded: boolean,
    read: (answer: Uint8Array) => T,
  ): Promise<T> {
    const answer = await this.#send({ do: 'run', messages, place }, unbounded);
    try {
      return read(answer.messages ?? NO_MESSAGES);
    } catch (error) {
      throw this.#understood(error);
    }
  }

  #enqueue(job: Job): void {
    if (this.#state !== 'open') return job.refuse(this.#away());
    if (job.key === undefined && this.#queue.isEmpty && this.#isFree) return job.start();
    this.#queue.add(job);
    this.#pump();
  }

  /** Whether the connection can take another job. */
  get #isFree(): boolean {
    return this.#state === 'open' && !this.#inTransaction && (this.#thread?.inFlight ?? 0) < MAX_IN_FLIGHT;
  }

  /** Waits for exclusive use of the connection, until {@link #endTurn}. */
  #ownTurn(key?: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const start = (): void => {
        this.#inTransaction = true;
        resolve();
      };
      this.#enqueue({ key, start, refuse: reject });
    });
  }

  #endTurn(key?: string): void {
    this.#inTransaction = false;
    this.#queue.done({ key });
    this.#pump();
  }

  #pump(): void {
    while (this.#isFree) {
      const job = this.#queue.take();
      if (!job) return;
      job.start();
    }
  }

  async #send(work: Work, unbounded = false): Promise<PgliteResponse> {
    if (this.#state === 'full' || this.#state === 'lost' || !this.#thread) throw this.#away();
    try {
      return await this.#thread.send(work, unbounded);
    } catch (error) {
      throw this.#understood(error);
    } finally {
      this.#pump();
    }
  }

  /** Updates the state for a failed statement and returns the error for its caller. */
  #understood(error: unknown): unknown {
    if (this.#state === 'full') return this.#away(error);
    if (error instanceof Error && isDiskFull(error.message)) {
      this.#wantsRoom = true;
      return diskFull(error);
    }
    return error;
  }

  #away(cause?: unknown): DatabaseUnavailableError {
    if (this.#state === 'full') return diskFull(cause);
    return new DatabaseUnavailableError(`the embedded database is ${this.#state}`, { cause });
  }

  #openThread(): Promise<PgliteThread> {
    const { directory, dump, checkpointBytes = CHECKPOINT_BYTES } = this.options;
    const start = { directory, dump, checkpointBytes };
    this.#prepared = new PreparedStatements();
    return PgliteThread.open(start, this.#clock, (loss) => this.#lose(loss));
  }

  #lose(loss: Loss): void {
    if (this.#state === 'closed' || this.#state === 'lost') return;
    const { directory, onDisk, onLost } = this.options;
    const where = directory ?? 'memory';
    if (directory !== undefined && isDiskFull(loss.words)) {
      this.#state = 'full';
      this.#roomTimer = this.#clock.every(ROOM_CHECK_MS, () => {
        this.#reopening ??= this.#reopenWithRoom(directory);
      });
      onDisk?.(`The disk under ${where} is full: requests are refused until there is room. PostgreSQL: ${loss.words}`);
    } else {
      this.#state = 'lost';
      this.#roomTimer?.cancel();
      onLost?.(
        loss.kind === 'hung'
          ? `The embedded database in ${where} hangs: ${loss.words}. Restart the server; committed data is kept.`
          : `The embedded database in ${where} has stopped: ${loss.words}. Restart the server. If that does not ` +
              'help, its files are damaged: restore them from a backup.',
      );
    }
    this.#queue.refuseAll(this.#away());
  }

  async #reopenWithRoom(directory: string): Promise<void> {
    try {
      // Two threads on the same files would destroy them.
      if (!(await this.#thread?.end())) return this.#lose({ kind: 'hung', words: 'its thread does not end' });
      if (!(await hasDiskSpace(directory)) || this.#state !== 'full') return;
      this.#thread = await this.#openThread();
      if (this.#state !== 'full') return;
      this.#roomTimer?.cancel();
      this.#state = 'open';
      this.#wantsRoom = false;
      this.options.onDisk?.(`There is room under ${directory} again: requests are served.`);
    } catch (error) {
      const { message } = error as Error;
      if (!isDiskFull(message)) this.#lose({ kind: 'stopped', words: message });
    } finally {
      this.#reopening = undefined;
    }
  }
}

const NO_MESSAGES = new Uint8Array();

const diskFull = (cause?: unknown): DatabaseUnavailableError =>
  new DatabaseUnavailableError('the disk of the embedded database is full', {
    cause,
    detail: "The server's disk is full, so nothing can be saved. Try again later.",
  });
