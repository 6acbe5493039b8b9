import { write, writeSync } from 'node:fs';
import type { DestinationStream } from 'pino';

/**
 * Lines are written together: when there are so many characters of them, and so many milliseconds after the first. A write
 * is handed to another thread, which costs as much as making a hundred lines.
 */
const BATCH_LENGTH = 32_768;
const BATCH_MS = 100;
/** Characters that wait for whoever reads the lines. What comes beyond them is dropped: a log must not take the server's memory. */
const MAX_WAITING_LENGTH = 16_777_216;
/** How long the end of the process waits for a reader that is full, in steps of so many milliseconds. */
const STEP_MS = 10;
const MAX_STEPS = 100;

/**
 * Writes lines in batches, and what is left when the process exits. Unlike pino's own destination, which tries for ever to
 * write its last lines to a reader that is gone, it never keeps the process from ending.
 */
export class LineBatches implements DestinationStream {
  #waiting = '';
  #isWriting = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly fd: number) {
    process.once('exit', () => this.flushSync());
  }

  write(line: string): void {
    if (this.#waiting.length + line.length > MAX_WAITING_LENGTH) return;
    this.#waiting += line;
    if (this.#waiting.length >= BATCH_LENGTH) this.#send();
    else this.#timer ??= setTimeout(() => this.#send(), BATCH_MS).unref();
  }

  /** Writes what waits before it returns. pino calls it after a fatal line. */
  flushSync(): void {
    let bytes = Buffer.from(this.#waiting);
    this.#waiting = '';
    for (let step = 0; bytes.length > 0 && step < MAX_STEPS;) {
      try {
        bytes = bytes.subarray(writeSync(this.fd, bytes));
      } catch (error) {
        if (!isFull(error)) return;
        step += 1;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STEP_MS);
      }
    }
  }

  #send(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isWriting || this.#waiting === '') return;
    this.#isWriting = true;
    const bytes = Buffer.from(this.#waiting);
    this.#waiting = '';
    this.#writeAll(bytes);
  }

  #writeAll(bytes: Buffer): void {
    write(this.fd, bytes, (error, written) => {
      const left = error ? bytes : bytes.subarray(written);
      if (isFull(error)) setTimeout(() => this.#writeAll(left), BATCH_MS).unref();
      else if (!error && left.length > 0) this.#writeAll(left);
      else {
        // Whatever else is wrong with the reader, these lines are not what mends it.
        this.#isWriting = false;
        this.#send();
      }
    });
  }
}

const isFull = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EAGAIN';
