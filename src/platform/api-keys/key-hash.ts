import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';

/** Says what it is when it turns up where it should not, to people and to scanners of leaked secrets. */
export const MARK = 'bh_';

const HASH = Symbol('hash of its API key');

type Bearing = Pick<FastifyRequest, 'headers'> & { [HASH]?: string };

/**
 * The hash of the API key `key` that `request` carries; `undefined` for what is no API key. Made once a request: its org's
 * line, the guard and the limits all ask for it.
 */
export function keyHashOf(request: Bearing, key: string): string | undefined {
  if (!key.startsWith(MARK)) return undefined;
  return (request[HASH] ??= hashOf(key));
}

export const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');
