import { execFile, execFileSync } from 'node:child_process';
import { mkdir, open, rm } from 'node:fs/promises';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PIECE = Buffer.alloc(1024 * 1024);

/** A small separate file system, which can be filled to the last byte. */
export class SmallDisk {
  readonly #folder: string;
  readonly #filling: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.#filling = join(folder, 'filling');
  }

  static async mount(folder: string, megabytes: number): Promise<SmallDisk> {
    await mkdir(folder, { recursive: true });
    await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', folder]);
    return new SmallDisk(folder);
  }

  /** Whether the harness can mount one here: it needs Linux and root. */
  static isPossible(): boolean {
    const folder = mkdtempSync(join(tmpdir(), 'bellhop-disk-'));
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
      execFileSync('umount', [folder], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    } finally {
      rmdirSync(folder);
    }
  }

  /** Leaves no byte free. */
  async fill(): Promise<void> {
    const file = await open(this.#filling, 'w');
    try {
      for (let size = PIECE.length; size > 0;) {
        try {
          const { bytesWritten } = await file.write(PIECE, 0, size);
          if (bytesWritten < size) size = Math.floor(size / 2);
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
          size = Math.floor(size / 2);
        }
      }
    } finally {
      await file.close();
    }
  }

  free(): Promise<void> {
    return rm(this.#filling, { force: true });
  }

  async unmount(): Promise<void> {
    await run('umount', ['-l', this.#folder]);
  }
}
