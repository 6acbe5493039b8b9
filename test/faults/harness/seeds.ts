import { randomInt } from 'node:crypto';
import type { Request } from './arguments.ts';

const MS_PER_MINUTE = 60_000;

/** What ends a session before its seeds do. */
export interface Bounds {
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** Whether to start no further run. */
  readonly isOver: () => boolean;
}

export interface SeedToRun {
  readonly seed: number;
  /** Its number in this session. */
  readonly title: string;
}

/** Yields the seeds to run: the named ones, or new ones up to the limits in number and time. */
export function* seedsOf(
  { seeds: named, count, minutes }: Pick<Request, 'seeds' | 'count' | 'minutes'>,
  { now, isOver }: Bounds,
): Generator<SeedToRun> {
  const until = now() + minutes * MS_PER_MINUTE;
  const total = named.length > 0 ? named.length : count;
  for (let index = 0; index < total && now() < until && !isOver(); index += 1) {
    const title = Number.isFinite(total) ? `${index + 1}/${total}` : String(index + 1);
    yield { seed: named[index] ?? randomInt(0x7fffffff), title };
  }
}
