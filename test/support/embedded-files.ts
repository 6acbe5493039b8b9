import { cpSync, existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { PgliteDriver } from '../../src/platform/database/pglite.driver.js';
import { testDirectory } from './test-directory.mjs';

/**
 * The files of an embedded database without tables. Making them costs seconds, so a run makes them once; what a first
 * start does without them is in `startup.spec`.
 */
export async function embeddedFiles(): Promise<string> {
  const made = join(testDirectory(), 'embedded-files');
  if (!existsSync(made)) {
    const part = `${made}.${process.pid}`;
    const driver = await PgliteDriver.open({ directory: part });
    await driver.close();
    // Another worker may have been faster; its are as good.
    if (!existsSync(made)) renameSync(part, made);
  }
  return made;
}

/** Puts them into a server's data directory. */
export async function giveEmbeddedFiles(dataDir: string): Promise<void> {
  cpSync(await embeddedFiles(), join(dataDir, 'pg'), { recursive: true });
}
