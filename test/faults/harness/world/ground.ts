import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Schedule } from '../schedule.ts';
import { SmallDisk } from './disk.ts';
import { IoErrors } from './io-errors.ts';
import type { Templates } from './template.ts';

/** What the servers of one run stand on. */
export interface Ground {
  readonly folder: string;
  /** Where the run fills a disk, and this machine can: mounted at `disk` in the folder. */
  readonly disk: SmallDisk | undefined;
  /** Where the run has writes fail, and this machine can. */
  readonly ioErrors: IoErrors | undefined;
  /** Removes all of it. */
  remove(): Promise<void>;
}

/** @param diskMegabytes how large the disk is that can be filled */
export async function prepareGround(
  { faults }: Pick<Schedule, 'faults'>,
  templates: Templates,
  diskMegabytes: number,
): Promise<Ground> {
  const kinds = faults.map(({ kind }) => kind);
  const folder = await templates.runFolder();
  const disk =
    kinds.includes('full-disk') && SmallDisk.isPossible()
      ? await SmallDisk.mount(join(folder, 'disk'), diskMegabytes)
      : undefined;
  const ioErrors = kinds.includes('io-error') && IoErrors.isPossible() ? await IoErrors.prepare(folder) : undefined;
  return {
    folder,
    disk,
    ioErrors,
    async remove() {
      await disk?.unmount();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
