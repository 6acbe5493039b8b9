import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * One `send(2)` for each of many sockets, in one call: `native/send-each.c`, which documents it.
 * @param fds becomes what each socket took: bytes, or -1 where it took nothing
 * @param which for each socket, the place in `buffers` of what it is to get
 * @returns how many sockets did not take all of theirs
 * @throws TypeError for arguments that do not fit together, before anything is sent
 */
export type SendEach = (fds: Int32Array, which: Uint32Array, count: number, buffers: readonly Uint8Array[]) => number;

/** Sockets and buffers that one call takes at most. */
export const MOST_AT_ONCE = 256;

/** Where the build puts it, seen from `src` and from `dist`. */
const BINARY = fileURLToPath(new URL('../../dist/native/send-each.node', import.meta.url));

/**
 * The compiled {@link SendEach}; `undefined` where there was no C compiler when Bellhop was built.
 * @throws Error when it is there and does not load: a broken build, not an absent compiler
 */
export function loadSendEach(file: string = BINARY): SendEach | undefined {
  return existsSync(file) ? (createRequire(import.meta.url)(file) as SendEach) : undefined;
}
