import { execFile } from 'node:child_process';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findOnPath } from '../../../../tools/lib/programs.mjs';

const run = promisify(execFile);
const SOURCE = fileURLToPath(new URL('io-errors.c', import.meta.url));

const compiler = (): string | undefined => findOnPath(['cc', 'gcc', 'clang']);

/** Makes a process’s writes to files fail while a flag file exists. */
export class IoErrors {
  /** Environment for the process. */
  readonly variables: Readonly<Record<string, string>>;
  readonly #flag: string;

  private constructor(library: string, flag: string) {
    this.variables = { LD_PRELOAD: library, FAULTS_IO_FLAG: flag };
    this.#flag = flag;
  }

  static async prepare(folder: string): Promise<IoErrors> {
    // The database runs as another user, who must reach the library.
    await chmod(folder, 0o755);
    const library = join(folder, 'io-errors.so');
    await run(compiler() ?? 'cc', ['-shared', '-fPIC', '-O1', '-o', library, SOURCE, '-ldl']);
    return new IoErrors(library, join(folder, 'io-errors-now'));
  }

  /** Whether this machine can do it: it needs Linux and a C compiler. */
  static isPossible(): boolean {
    return process.platform === 'linux' && compiler() !== undefined;
  }

  set(failing: boolean): Promise<void> {
    return failing ? writeFile(this.#flag, '') : rm(this.#flag, { force: true });
  }
}
