import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Copies a folder with times and rights to `to`, which must not exist. */
export const copyFolder = async (from: string, to: string): Promise<void> => void (await run('cp', ['-a', from, to]));

/** Moves a folder to `to`, which must not exist, on the same disk or another: one of the two may be small, and full at times. */
export const moveFolder = async (from: string, to: string): Promise<void> => void (await run('mv', [from, to]));
