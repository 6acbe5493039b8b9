import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makePrivate } from './private-files.js';
import { StartupError } from './startup-error.js';

const SECRET_BYTES = 32;
/** Names the server uses in its directory. `pg` is the embedded database, `pg.new` one being created. */
const OWN = new Set(['lock.db', 'lock.db-journal', 'server.pid', 'jwt-secret', 'jwt-secret.new', 'pg', 'pg.new']);

/**
 * A server process's data directory, locked against a second process: PGlite has no lock of its own, and two processes on the
 * same files diverge silently. The lock is SQLite's on `lock.db`. The kernel releases it when the process dies for any
 * reason, so it is never stale.
 */
export class DataDirectory {
  private constructor(
    readonly path: string,
    private readonly lock: DatabaseSync,
  ) {}

  /**
   * Creates the directory if necessary, locks it and removes other users' access.
   * @throws StartupError when another process holds it, it cannot be written, or others' access cannot be removed
   */
  static open(path: string): DataDirectory {
    let lock: DatabaseSync | undefined;
    try {
      mkdirSync(path, { recursive: true, mode: 0o700 });
      lock = new DatabaseSync(join(path, 'lock.db'), { timeout: 0 });
      lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
      writeFileSync(join(path, 'server.pid'), `${process.pid}\n`);
      makePrivate(path, OWN);
      return new DataDirectory(path, lock);
    } catch (error) {
      lock?.close();
      if (error instanceof StartupError) throw error;
      throw isBusy(error)
        ? new StartupError(
            `${path} is in use by another Bellhop process${ownerOf(path)}. Stop that one, or set DATA_DIR.`,
          )
        : new StartupError(`${path} cannot be used as data directory: ${(error as Error).message}. Set DATA_DIR.`);
    }
  }

  /**
   * Returns the key that signs access tokens, created on first use and readable by its owner only. An empty file, left by a
   * full disk, never signed anything and is replaced.
   * @throws StartupError when the key is too short
   */
  secret(): string {
    const file = join(this.path, 'jwt-secret');
    const kept = readIfThere(file)?.trim() ?? '';
    if (Buffer.byteLength(kept) >= SECRET_BYTES) return kept;
    if (kept !== '') {
      throw new StartupError(
        `${file} is too short to sign with: ${Buffer.byteLength(kept)} bytes, and at least ${SECRET_BYTES} are required. ` +
          'Restore the file, or delete it to have a new one made; everyone must sign in again then.',
      );
    }
    const secret = randomBytes(48).toString('base64url');
    // Renamed into place, so that the file is complete or absent.
    const descriptor = openSync(`${file}.new`, 'w', 0o600);
    try {
      writeSync(descriptor, `${secret}\n`);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(`${file}.new`, file);
    return secret;
  }

  /** Releases the lock. */
  close(): void {
    this.lock.close();
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
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
