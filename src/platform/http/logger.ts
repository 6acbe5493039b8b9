import type { LoggerService } from '@nestjs/common';
import { type LevelWithSilent, type Logger, pino } from 'pino';

const STDERR = 2;
/**
 * Lines are written together: when there are so many characters of them, and every so many milliseconds. A write is handed to
 * another thread, which costs as much as making a hundred lines; a pipe takes 64 KiB at a time.
 */
const BATCH_LENGTH = 32_768;
const MAX_WRITE_LENGTH = 65_536;
const BATCH_MS = 100;
/** Characters that wait for whoever reads the lines. What comes beyond them is dropped: a log must not take the server's memory. */
const MAX_WAITING_LENGTH = 16_777_216;

/** Writes in batches. Pino sees to what is left when the process exits, by itself or by an error, and to a fatal line at once. */
export const inBatches = (fd: number): ReturnType<typeof pino.destination> =>
  pino.destination({
    fd,
    sync: false,
    minLength: BATCH_LENGTH,
    maxWrite: MAX_WRITE_LENGTH,
    periodicFlush: BATCH_MS,
    maxLength: MAX_WAITING_LENGTH,
  });

/** One for the process: it is never closed. */
let stderr: ReturnType<typeof inBatches> | undefined;

/**
 * One JSON line per entry.
 * @param destination by default stderr: stdout is for the person who started the server
 */
export const createLogger = (level: LevelWithSilent, destination = (stderr ??= inBatches(STDERR))): Logger =>
  pino({ level, base: null }, destination);

/** What Nest tells about its own start; of use when looking for a missing route or module only. */
const CHATTY: ReadonlySet<unknown> = new Set([
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'RouterExplorer',
  'RoutesResolver',
]);
/** Where Nest logs why it cannot start, before it throws the same at whoever starts it. */
const THROWN_AS_WELL: ReadonlySet<unknown> = new Set(['ExceptionHandler', 'NestApplication']);

/** Nest's logger over pino. Nest passes the context last, and before it the stack of an error or a sentence. */
export class NestLogger implements LoggerService {
  constructor(private readonly pino: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write(CHATTY.has(rest.at(-1)) ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write(THROWN_AS_WELL.has(rest.at(-1)) ? 'debug' : 'error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(
    level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace',
    message: unknown,
    rest: unknown[],
  ): void {
    const [first, context = first] = rest;
    const fields = typeof context === 'string' ? { context } : {};
    const second = rest.length > 1 && typeof first === 'string' ? first : undefined;
    if (message instanceof Error) this.pino[level]({ ...fields, err: message }, message.message);
    else if (typeof message === 'object' && message !== null) this.pino[level]({ ...fields, ...message }, second);
    else this.pino[level]({ ...fields, ...(second !== undefined && { stack: second }) }, String(message));
  }
}
