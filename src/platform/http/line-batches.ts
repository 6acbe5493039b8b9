import { write, writeSync } from 'node:fs';
import type { DestinationStream } from 'pino';

/**
 * Lines are written in batches: at this many characters, or this many milliseconds after the first line. A write goes to
 * another thread, which costs as much as formatting a hundred lines.
 */
const BATCH_LENGTH = 32_768;
const BATCH_MS = 100;
/** Characters buffered for a slow reader. Lines beyond them are dropped: the log must not exhaust the server's memory. */
const MAX_WAITING_LENGTH = 16_777_216;
/** At exit, how often to retry a write to a full pipe, and the pause between retries in milliseconds. */
const STEP_MS = 10;
const MAX_STEPS = 100;

/**
 * Writes lines in batches, and the rest when the process exits. pino's own destination retries its last lines for ever when
 * the reader is gone; this one never keeps the process from ending.
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

  /** Writes buffered lines before it returns. pino calls it after a fatal line. */
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
        // On any other error the lines are lost: a retry would not repair the reader.
        this.#isWriting = false;
        this.#send();
      }
    });
  }
}

const isFull = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EAGAIN';
