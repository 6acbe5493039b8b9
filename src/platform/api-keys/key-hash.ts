import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';

/** Prefix that identifies leaked keys to people and to secret scanners. */
export const MARK = 'bh_';

const HASH = Symbol('hash of its API key');

type Bearing = Pick<FastifyRequest, 'headers'> & { [HASH]?: string };

/**
 * Returns the hash of the API key `key` of `request`; `undefined` if it is not an API key. Computed once per request: the
 * org's queue, the guard and the limits all use it.
 */
export function keyHashOf(request: Bearing, key: string): string | undefined {
  if (!key.startsWith(MARK)) return undefined;
  return (request[HASH] ??= hashOf(key));
}

export const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');
