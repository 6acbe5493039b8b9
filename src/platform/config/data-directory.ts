import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartupError } from './startup-error.js';

/**
 * The directory one server process keeps its data in, locked against a second one: PGlite has no lock of its own, and
 * two processes on the same files diverge silently. The lock is SQLite's on `lock.db`, which the kernel releases when
 * the process dies, whatever it dies of; nothing stale is ever left behind.
 */
export class DataDirectory {
  private constructor(
    readonly path: string,
    private readonly lock: DatabaseSync,
  ) {}

  /**
   * Creates the directory if need be and locks it.
   * @throws StartupError when another process holds it or it cannot be written
   */
  static open(path: string): DataDirectory {
    let lock: DatabaseSync | undefined;
    try {
      mkdirSync(path, { recursive: true, mode: 0o700 });
      lock = new DatabaseSync(join(path, 'lock.db'), { timeout: 0 });
      lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
      writeFileSync(join(path, 'server.pid'), `${process.pid}\n`);
      return new DataDirectory(path, lock);
    } catch (error) {
      lock?.close();
      throw isBusy(error)
        ? new StartupError(
            `${path} is in use by another Bellhop process${ownerOf(path)}. Stop that one, or set DATA_DIR.`,
          )
        : new StartupError(`${path} cannot be used as data directory: ${(error as Error).message}. Set DATA_DIR.`);
    }
  }

  /** The key that signs access tokens: made on first use, readable by the owner alone. */
  secret(): string {
    const file = join(this.path, 'jwt-secret');
    try {
      return readFileSync(file, 'utf8').trim();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    const secret = randomBytes(48).toString('base64url');
    const descriptor = openSync(file, 'wx', 0o600);
    writeSync(descriptor, `${secret}\n`);
    fsyncSync(descriptor);
    closeSync(descriptor);
    return secret;
  }

  /** Lets another process have the directory. */
  close(): void {
    this.lock.close();
  }
}

/** SQLITE_BUSY */
const BUSY = 5;
const isBusy = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'errcode' in error && error.errcode === BUSY;

function ownerOf(path: string): string {
  try {
    return ` (pid ${readFileSync(join(path, 'server.pid'), 'utf8').trim()})`;
  } catch {
    return '';
  }
}
