import { Worker } from 'node:worker_threads';
import type { Clock, Timer } from '@bellhop/realtime';
import { DatabaseUnavailableError } from './database.errors.js';
import type { PgliteResponse, PgliteReport, PgliteStart, PgliteTask } from './pglite.messages.js';
import { PgliteError } from './pglite.query.js';

/** Seconds a statement may take; after that, the database counts as hung. */
const STATEMENT_LIMIT_S = 30;
/** Seconds that opening may take: after a crash the log is replayed. */
const OPEN_LIMIT_S = 300;
/** Milliseconds the thread may take to end. */
const END_LIMIT_MS = 5_000;

/** Beside this file, in the sources, which Node runs directly, and in the build. */
const PROGRAM = new URL(import.meta.url.endsWith('.ts') ? './pglite.worker.ts' : './pglite.worker.js', import.meta.url);

/** A task without its id. */
export type Work = PgliteTask extends infer T ? (T extends PgliteTask ? Omit<T, 'id'> : never) : never;

/** Why the database is lost. */
export interface Loss {
  /** `stopped`: PostgreSQL gave up, or the thread ended. `hung`: no response within the limit. */
  readonly kind: 'stopped' | 'hung';
  /** PostgreSQL's or the system's message. */
  readonly words: string;
}

interface Waiting {
  resolve(answer: PgliteResponse): void;
  reject(error: Error): void;
}

/**
 * A PGlite instance in its own thread. `opening → open → over`: over once it is closed, PostgreSQL gives up, or the thread is
 * silent for too long. Everything waiting is then refused and the thread terminated, even if stuck.
 *
 * The watchdog counts timer ticks since the thread's last message instead of comparing times, so that a suspended process or
 * machine does not count as a hung database.
 */
export class PgliteThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #watchdog: Timer;
  readonly #onLoss: (loss: Loss) => void;
  readonly #exit: Promise<void>;
  #outbox: PgliteTask[] = [];
  #lastId = 0;
  #secondsSilent = 0;
  #limitS = OPEN_LIMIT_S;
  #unbounded = 0;
  #state: 'opening' | 'open' | 'over' = 'opening';
  #onOpen: Waiting | undefined;

  private constructor(
    start: PgliteStart,
    private readonly clock: Clock,
    onLoss: (loss: Loss) => void,
  ) {
    this.#onLoss = onLoss;
    // Without this process's flags, which may not be valid for a thread (`--input-type`), and with separate output.
    const apart = { execArgv: [], stdout: true, stderr: true };
    this.#worker = new Worker(PROGRAM, { workerData: start, name: 'database', ...apart });
    this.#exit = new Promise((resolve) => this.#worker.once('exit', () => resolve()));
    this.#worker.on('message', (report: PgliteReport) => this.#hear(report));
    this.#worker.on('error', (error: Error) => this.#lose({ kind: 'stopped', words: error.message }));
    this.#worker.on('exit', () => this.#lose({ kind: 'stopped', words: 'its thread ended' }));
    this.#watchdog = clock.every(1_000, () => this.#watch());
  }

  /**
   * @param onLoss called once, when the database is lost without having been closed
   * @throws DatabaseUnavailableError with the message of the loss when it cannot be opened
   */
  static async open(start: PgliteStart, clock: Clock, onLoss: (loss: Loss) => void): Promise<PgliteThread> {
    let refuse: ((loss: Loss) => void) | undefined;
    const thread = new PgliteThread(start, clock, (loss) => (refuse ?? onLoss)(loss));
    await new Promise<void>((resolve, reject) => {
      refuse = ({ words }) => reject(new DatabaseUnavailableError(words));
      thread.#onOpen = { resolve: () => resolve(), reject };
    });
    refuse = undefined;
    return thread;
  }

  /** Number of unanswered tasks. */
  get inFlight(): number {
    return this.#waiting.size;
  }

  /**
   * Runs the work after everything sent before. Tasks sent in one turn of the event loop travel in one message.
   * @param unbounded without a time limit
   * @throws PgliteError; DatabaseUnavailableError when the database is lost before it responds
   */
  send(work: Work, unbounded = false): Promise<PgliteResponse> {
    if (this.#state === 'over') return Promise.reject(lost());
    if (this.#waiting.size === 0) {
      this.#secondsSilent = 0;
      // The thread keeps the process alive only while it works.
      this.#worker.ref();
    }
    const id = ++this.#lastId;
    if (this.#outbox.push({ ...work, id }) === 1) setImmediate(() => this.#flush());
    if (unbounded) this.#unbounded++;
    const answer = new Promise<PgliteResponse>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    return unbounded ? answer.finally(() => this.#unbounded--) : answer;
  }

  /** Shuts the database down and ends the thread; terminates it if it does not respond. */
  async close(): Promise<void> {
    if (this.#state === 'open')
      await this.#within(
        END_LIMIT_MS,
        this.send({ do: 'close' }).catch(() => undefined),
      );
    await this.end();
  }

  /**
   * Terminates the thread, whatever it is doing. For the files this equals killing the process.
   * @returns whether it has ended; if false, it may still write
   */
  async end(): Promise<boolean> {
    this.#finish();
    void this.#worker.terminate();
    return this.#within(END_LIMIT_MS, this.#exit);
  }

  #flush(): void {
    const tasks = this.#outbox;
    this.#outbox = [];
    if (this.#state === 'over') return;
    const { packed, bytes } = pack(tasks);
    this.#worker.postMessage(packed, [bytes]);
  }

  #settled(id: number): void {
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#worker.unref();
  }

  #hear(report: PgliteReport): void {
    if (this.#state === 'over') return;
    this.#secondsSilent = 0;
    if (report.kind === 'lost') return this.#lose({ kind: 'stopped', words: report.words });
    if (report.kind === 'open') {
      this.#state = 'open';
      this.#limitS = STATEMENT_LIMIT_S;
      this.#worker.unref();
      this.#onOpen?.resolve({ id: 0 });
      return;
    }
    for (const answer of report.answers) {
      const waiting = this.#waiting.get(answer.id);
      this.#settled(answer.id);
      if (answer.error) waiting?.reject(new PgliteError(answer.error));
      else waiting?.resolve(answer);
    }
  }

  #watch(): void {
    const idle = this.#state === 'open' && this.#waiting.size === 0;
    if (idle || this.#unbounded > 0) {
      this.#secondsSilent = 0;
      return;
    }
    this.#secondsSilent++;
    if (this.#secondsSilent > this.#limitS) {
      this.#lose({ kind: 'hung', words: `it has not answered for ${this.#limitS} seconds` });
    }
  }

  #lose(loss: Loss): void {
    if (this.#state === 'over') return;
    this.#finish();
    void this.#worker.terminate();
    this.#onLoss(loss);
  }

  #finish(): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.#watchdog.cancel();
    const refused = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const waiting of refused) waiting.reject(lost());
  }

  #within(ms: number, done: Promise<unknown>): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = this.clock.after(ms, () => resolve(false));
      void done.then(() => {
        timer.cancel();
        resolve(true);
      });
    });
  }
}

/**
 * Copies the bytes of all tasks into one buffer that can be transferred: a view of Node's pool would be copied with all 64 KiB
 * of the pool, once on each side.
 */
function pack(tasks: readonly PgliteTask[]): { readonly packed: readonly PgliteTask[]; readonly bytes: ArrayBuffer } {
  const length = tasks.reduce((sum, task) => sum + (task.do === 'run' ? task.messages.length : 0), 0);
  const bytes = new Uint8Array(length);
  let at = 0;
  const packed = tasks.map((task) => {
    if (task.do !== 'run') return task;
    const messages = bytes.subarray(at, (at += task.messages.length));
    messages.set(task.messages);
    return { ...task, messages };
  });
  return { packed, bytes: bytes.buffer };
}

const lost = (): DatabaseUnavailableError => new DatabaseUnavailableError('the embedded database is gone');
