import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * Calls `send(2)` for each of many sockets, in one native call: `native/send-each.c`, which documents it.
 * @param fds overwritten with the result for each socket: bytes taken, or -1 for none
 * @param which index into `buffers` for each socket
 * @returns the number of sockets that did not take all of their bytes
 * @throws TypeError for arguments that do not fit together, before anything is sent
 */
export type SendEach = (fds: Int32Array, which: Uint32Array, count: number, buffers: readonly Uint8Array[]) => number;

/** Maximum number of sockets, and of buffers, per call. */
export const MAX_BATCH = 256;

/** Output path of the build, relative to both `src` and `dist`. */
const BINARY = fileURLToPath(new URL('../../dist/native/send-each.node', import.meta.url));

/**
 * Loads the compiled {@link SendEach}. Returns `undefined` if Bellhop was built without a C compiler.
 * @throws Error if the file exists and does not load: a broken build
 */
export function loadSendEach(file: string = BINARY): SendEach | undefined {
  return existsSync(file) ? (createRequire(import.meta.url)(file) as SendEach) : undefined;
}
