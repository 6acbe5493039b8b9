import { randomBytes } from 'node:crypto';
import { open, statfs, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/** What PostgreSQL requests at once when its log grows (16 MiB), and as much again for tables. */
const ROOM_BYTES = 32 * 1024 * 1024;

/** Whether an error's text means that there is no space left: a full disk, a quota, or a file size limit. */
export const isDiskFull = (words: string): boolean =>
  /no space left on device|disk quota exceeded|file too large/i.test(words);

/** Whether the file system reports enough free space; true if it reports nothing. */
export async function reportsDiskSpace(directory: string): Promise<boolean> {
  try {
    const { bavail, bsize } = await statfs(directory);
    return bavail * bsize >= ROOM_BYTES;
  } catch {
    return true;
  }
}

/** Whether there is room, tested by writing a file: only that reveals quotas and limits. The file is deleted. */
export async function hasDiskSpace(directory: string): Promise<boolean> {
  if (!(await reportsDiskSpace(directory))) return false;
  const path = join(directory, 'room-check');
  try {
    const file = await open(path, 'w', 0o600);
    try {
      // Random, because some file systems store zeros without using space.
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
