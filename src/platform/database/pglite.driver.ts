import { type Clock, systemClock, type Timer, type TransactionOptions } from '@bellhop/realtime';
import {
  DatabaseUnavailableError,
  OutcomeUnknownError,
  sqlState,
  StaleStatementError,
  unavailability,
} from './database.errors.js';
import { hasRoom, isDiskFull, saysRoom } from './disk-room.js';
import { type Job, JobQueue } from './job-queue.js';
import type { PgliteAnswer } from './pglite.messages.js';
import { commandOf, controlMessage, PgliteQuery } from './pglite.query.js';
import { type Loss, PgliteThread, type Work } from './pglite.thread.js';
import { PgliteTransaction } from './pglite.transaction.js';
import { PreparedStatements, StatementNames } from './prepared-statements.js';
import type { RowMode, RunSql, SqlDriver } from './sql-driver.js';

/** Statements on their way to the thread; enough that it never waits for the next. */
const MAX_IN_FLIGHT = 64;
const CHECKPOINT_BYTES = 64 * 1024 * 1024;
const MAX_WAITING = 2_000;
const MAX_WAITING_PER_ORG = 1_000;
/** Of one organisation on their way to the thread: others wait no longer than these take. */
const MAX_IN_FLIGHT_PER_ORG = 8;
const MAX_WAIT_MS = 5_000;
const PING_LIMIT_MS = 2_000;
/** How often room is looked for while the disk is full. */
const ROOM_CHECK_MS = 2_000;

export interface PgliteOptions {
  /** Where its files are. @default none: in memory */
  readonly directory?: string | undefined;
  /** What {@link PgliteDriver.dump} gave, to start from. */
  readonly dump?: Uint8Array | undefined;
  /** Length of the write-ahead log from which on it is shortened. @default 64 MiB */
  readonly checkpointBytes?: number;
  /** @default the system's */
  readonly clock?: Clock;
  /** Told in a sentence that the disk is full, and that it no longer is. */
  readonly onDisk?: (sentence: string) => void;
  /** Told in a sentence why the database is lost: nothing works until the process is started again. */
  readonly onLost?: (sentence: string) => void;
}

/**
 * PostgreSQL compiled to WebAssembly, in a thread of its own. It has one connection: a transaction makes everything else
 * wait, in a queue with bounds. It survives the process being killed, not the power being cut (it never calls fsync).
 *
 * `open ⇄ full`: without room for its log PostgreSQL gives up. Everything is refused until there is room; then it is
 * opened again as after a crash, and all that was committed is there. Any other loss is for good: `lost`.
 */
export class PgliteDriver implements SqlDriver {
  readonly #clock: Clock;
  readonly #queue: JobQueue;
  #state: 'open' | 'full' | 'lost' | 'closed' = 'open';
  #thread: PgliteThread | undefined;
  readonly #names = new StatementNames();
  /** On the thread that there is. */
  #prepared = new PreparedStatements();
  #inTransaction = false;
  /** A write has failed for want of room, and no room was found since. */
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

  /** @throws DatabaseUnavailableError in PostgreSQL's words when it cannot be opened */
  static async open(options: PgliteOptions): Promise<PgliteDriver> {
    const driver = new PgliteDriver(options);
    driver.#thread = await driver.#openThread();
    return driver;
  }

  readonly run: RunSql = (text, params, rows) =>
    this.#alone(() => this.#ask(this.#queryOf(text, params, rows), 'outside'));

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
      control: (text) => this.#exchange(controlMessage(text), 'inside', maintenance, commandOf),
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
      if (!(await (this.#wantsRoom ? hasRoom(directory) : saysRoom(directory)))) throw diskFull();
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

  /** Everything in the database, as {@link PgliteOptions.dump} takes it. */
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

  /** Lets finish what is under way, if that is soon, and ends the thread. */
  async close(): Promise<void> {
    if (this.#state === 'closed') return;
    if (this.#state === 'open') await this.#ownTurn().catch(() => undefined);
    this.#state = 'closed';
    this.#roomTimer?.cancel();
    this.#queue.refuseAll(this.#away());
    await this.#reopening;
    // Files are left as after a regular stop; memory needs none.
    if (this.options.directory === undefined) await this.#thread?.end();
    else await this.#thread?.close();
  }

  /** Outside any transaction. Where nothing was done, since what is prepared is stale, it is done in its next turn. */
  async #alone<T>(ask: () => Promise<T>, key?: string): Promise<T> {
    try {
      return await this.#inLine(ask, key);
    } catch (error) {
      if (error instanceof StaleStatementError) return this.#inLine(ask, key);
      throw error;
    }
  }

  /** Begins `ask` in its turn. */
  #inLine<T>(ask: () => Promise<T>, key: string | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const start = async (): Promise<T> => {
        try {
          return await ask();
        } finally {
          this.#queue.done({ key });
          this.#pump();
        }
      };
      this.#enqueue({ key, start: () => void start().then(resolve, reject), refuse: reject });
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

  /** @param read makes the result of PostgreSQL's messages, or throws the error that is among them */
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

  /** Whether the connection can take another job now. */
  get #isFree(): boolean {
    return this.#state === 'open' && !this.#inTransaction && (this.#thread?.inFlight ?? 0) < MAX_IN_FLIGHT;
  }

  /** Waits until nobody else uses the connection, and keeps it until {@link #endTurn}. */
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

  async #send(work: Work, unbounded = false): Promise<PgliteAnswer> {
    if (this.#state === 'full' || this.#state === 'lost' || !this.#thread) throw this.#away();
    try {
      return await this.#thread.send(work, unbounded);
    } catch (error) {
      throw this.#understood(error);
    } finally {
      this.#pump();
    }
  }

  /** What a failed statement means for the database, as the error that its caller gets. */
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
          ? `The embedded database in ${where} hangs: ${loss.words}. Start the server again; what was committed is kept.`
          : `The embedded database in ${where} has stopped: ${loss.words}. Start the server again; where that does not ` +
              'help, its files are damaged, and a backup of them is the way back.',
      );
    }
    this.#queue.refuseAll(this.#away());
  }

  async #reopenWithRoom(directory: string): Promise<void> {
    try {
      // Two on the same files would destroy them.
      if (!(await this.#thread?.end())) return this.#lose({ kind: 'hung', words: 'its thread does not end' });
      if (!(await hasRoom(directory)) || this.#state !== 'full') return;
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
