import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Schedule } from '../schedule.ts';
import { SmallDisk } from './disk.ts';
import { IoErrors } from './io-errors.ts';
import type { Templates } from './template.ts';

/** What the servers of one run need from the machine. */
export interface Ground {
  readonly folder: string;
  /** The disk for runs that fill one, where possible; mounted at `disk` in the folder. */
  readonly disk: SmallDisk | undefined;
  /** For runs with failing writes, where possible. */
  readonly ioErrors: IoErrors | undefined;
  /** Removes everything. */
  remove(): Promise<void>;
}

/** @param diskMegabytes size of the disk that can be filled */
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
