import type { LoggerService } from '@nestjs/common';
import { type LevelWithSilent, type Logger, pino } from 'pino';
import { LineBatches } from './line-batches.js';

const STDERR = 2;

/** One per process, never closed. */
let stderr: LineBatches | undefined;

/**
 * Writes one JSON line per entry.
 * @param destination @default stderr: stdout is for the person who started the server
 */
export const createLogger = (level: LevelWithSilent, destination = (stderr ??= new LineBatches(STDERR))): Logger =>
  pino({ level, base: null }, destination);

/** Contexts of Nest's startup lines, useful only when looking for a missing route or module. */
const CHATTY: ReadonlySet<unknown> = new Set([
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'RouterExplorer',
  'RoutesResolver',
]);
/** Contexts in which Nest logs a startup error that it also throws. */
const THROWN_AS_WELL: ReadonlySet<unknown> = new Set(['ExceptionHandler', 'NestApplication']);

/** Nest's logger over pino. Nest passes the context last, preceded by an error's stack or a message. */
export class NestLogger implements LoggerService {
  constructor(private readonly pino: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.#write(CHATTY.has(rest.at(-1)) ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.#write(THROWN_AS_WELL.has(rest.at(-1)) ? 'debug' : 'error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.#write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.#write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.#write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.#write('fatal', message, rest);
  }

  #write(level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace', message: unknown, rest: unknown[]): void {
    const [first, context = first] = rest;
    const fields = typeof context === 'string' ? { context } : {};
    const second = rest.length > 1 && typeof first === 'string' ? first : undefined;
    if (message instanceof Error) this.pino[level]({ ...fields, err: message }, message.message);
    else if (typeof message === 'object' && message !== null) this.pino[level]({ ...fields, ...message }, second);
    else this.pino[level]({ ...fields, ...(second !== undefined && { stack: second }) }, String(message));
  }
}
