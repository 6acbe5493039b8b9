import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/*
 * V8 has the machine code of a WebAssembly module once for all threads of a process, for as long as one of them holds the
 * module. Held here, what V8 compiles of PGlite for one spec file is there for the next: to compile it anew for each file took
 * a third of all processor time.
 */

// Its types come with those of a page only.
const { WebAssembly } = /** @type {{ WebAssembly: { compile(bytes: Uint8Array): Promise<object> } }} */ (
  /** @type {unknown} */ (globalThis)
);
const folder = dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite'));
export const pglite = await WebAssembly.compile(readFileSync(join(folder, 'pglite.wasm')));
