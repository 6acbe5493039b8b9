import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Schedule } from '../schedule.ts';
import { SmallDisk } from './disk.ts';
import { IoErrors } from './io-errors.ts';
import type { RunFolders } from './template.ts';

/** What the servers of one run need from the machine. */
export interface Ground {
  readonly folder: string;
  /** The disk for runs that fill one, where possible; mounted at `disk` in the folder. */
  readonly disk: SmallDisk | undefined;
  /** For runs with failing writes, where possible. */
  readonly ioErrors: IoErrors | undefined;
  /** Everything to end and remove, the last first: all of the above, and what is started there. */
  readonly owned: AsyncDisposableStack;
}

/** Size of the disk that can be filled. */
const DISK_MEGABYTES = { embedded: 200, postgres: 400 } as const;

/** Makes the folder of a run, with the disk and the library that its faults need. */
export async function prepareGround(
  { faults, database }: Pick<Schedule, 'faults' | 'database'>,
  templates: RunFolders,
): Promise<Ground> {
  const kinds = faults.map(({ kind }) => kind);
  const owned = new AsyncDisposableStack();
  const folder = owned.adopt(await templates.runFolder(), (made) => rm(made, { recursive: true, force: true }));
  try {
    const disk =
      kinds.includes('full-disk') && SmallDisk.isPossible()
        ? owned.adopt(await SmallDisk.mount(join(folder, 'disk'), DISK_MEGABYTES[database]), (mounted) =>
            mounted.unmount(),
          )
        : undefined;
    const ioErrors = kinds.includes('io-error') && IoErrors.isPossible() ? await IoErrors.prepare(folder) : undefined;
    return { folder, disk, ioErrors, owned };
  } catch (error) {
    await owned.disposeAsync();
    throw error;
  }
}
