import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { embeddedFiles } from './embedded-files.js';

/** Mounts a disk of size `$1` at `$2` that only this process sees, copies a database to it, and executes the rest. */
const ON_DISK = 'mount -t tmpfs -o size="$1" small "$2" && cp -R "$3" "$2/pg" && shift 3 && exec "$@"';

/** A process with its data on its own small disk, which disappears with it. Linux only; needs no root. */
export interface OnSmallDisk {
  readonly child: ChildProcess;
  /** The directory’s path inside the process. */
  readonly directory: string;
  /** Writes until nothing more fits. */
  fill(): void;
  /** Deletes what {@link fill} wrote. */
  makeRoom(): void;
  /** Kills the process if it still runs. */
  end(): Promise<void>;
}

/** @param command gets the directory, and returns the program with its arguments and environment */
export async function startOnSmallDisk(
  megabytes: number,
  command: (directory: string) => { readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> },
): Promise<OnSmallDisk> {
  const directory = await mkdtemp(join(tmpdir(), 'bellhop-small-disk-'));
  const { args, env } = command(directory);
  const alone = process.getuid?.() === 0 ? ['--mount'] : ['--mount', '--user', '--map-root-user'];
  const disk = [`${megabytes}m`, directory, await embeddedFiles({ demo: true })];
  const child = spawn('unshare', [...alone, 'sh', '-c', ON_DISK, 'sh', ...disk, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const ballast = (part: number): string => join(`/proc/${child.pid ?? 0}/root${directory}`, `ballast-${part}`);
  let parts = 0;
  return {
    child,
    directory,
    fill() {
      for (let bytes = 8 * 1024 * 1024; bytes >= 4096;) {
        try {
          writeFileSync(ballast(parts++), Buffer.alloc(bytes));
        } catch {
          bytes /= 2;
        }
      }
    },
    makeRoom() {
      while (parts > 0) rmSync(ballast(--parts), { force: true });
    },
    async end() {
      child.kill('SIGKILL');
      await gone;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
