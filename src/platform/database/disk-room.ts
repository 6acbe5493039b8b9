import { randomBytes } from 'node:crypto';
import { open, statfs, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/** What PostgreSQL asks for at a time when its log grows (16 MiB), and as much again for tables. */
const ROOM_BYTES = 32 * 1024 * 1024;

/** No space left (of the disk, a quota, a limit on files), as systems put it. */
export const isDiskFull = (words: string): boolean =>
  /no space left on device|disk quota exceeded|file too large/i.test(words);

/** Whether the file system has room to work with, by what it says. Where it says nothing: yes. */
export async function saysRoom(directory: string): Promise<boolean> {
  try {
    const { bavail, bsize } = await statfs(directory);
    return bavail * bsize >= ROOM_BYTES;
  } catch {
    return true;
  }
}

/** Whether there is room, by writing that much: quotas and limits show only so. Nothing of it stays. */
export async function hasRoom(directory: string): Promise<boolean> {
  if (!(await saysRoom(directory))) return false;
  const path = join(directory, 'room-check');
  try {
    const file = await open(path, 'w', 0o600);
    try {
      // Not zeros, which some file systems store in nothing.
      const part = randomBytes(1024 * 1024);
      for (let written = 0; written < ROOM_BYTES; written += part.length) await file.writeFile(part);
    } finally {
      await file.close();
    }
    return true;
  } catch {
    return false;
  } finally {
    await unlink(path).catch(() => undefined);
  }
}
