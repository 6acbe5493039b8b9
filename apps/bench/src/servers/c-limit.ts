import { mkdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { run } from '../../../../tools/lib/command.mjs';
import { findCompiler } from '../../../../tools/lib/native-build.mjs';
import { inProject } from '../../../../tools/lib/project.mjs';
import { startPeer } from './peer.ts';
import type { ServerKind } from './stream-server.ts';

const SOURCE = fileURLToPath(new URL('../peers/one-write.c', import.meta.url));
const PROGRAM = inProject('.cache/bench/one-write');

/** A C program that only does one `write()` per stream and event: the cost of the kernel alone. */
export const cLimit: ServerKind = {
  name: 'C limit',
  absence: async () => {
    const compiler = findCompiler();
    if (!compiler) return 'there is no C compiler';
    if (isFresh()) return undefined;
    mkdirSync(inProject('.cache/bench'), { recursive: true });
    const { code, output } = await run(compiler, ['-O2', '-Wall', '-Wextra', '-o', PROGRAM, SOURCE]);
    return code === 0 ? undefined : `its C source does not compile here: ${output.trim()}`;
  },
  start: () => startPeer({ name: 'C limit', command: (port) => [PROGRAM, String(port)] }),
};

function isFresh(): boolean {
  const program = statSync(PROGRAM, { throwIfNoEntry: false });
  return program !== undefined && program.mtimeMs > statSync(SOURCE).mtimeMs;
}
