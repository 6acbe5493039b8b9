import { cpSync, existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { PgliteDriver } from '../../src/platform/database/pglite.driver.js';
import { testDirectory } from './test-directory.mjs';

/**
 * Returns the files of an embedded database without tables. Creating them takes seconds, so each run does it once;
 * `startup.spec` tests a first start without them.
 */
export async function embeddedFiles(): Promise<string> {
  const made = join(testDirectory(), 'embedded-files');
  if (!existsSync(made)) {
    const part = `${made}.${process.pid}`;
    const driver = await PgliteDriver.open({ directory: part });
    await driver.close();
    // Another worker may have been faster; its files are equally good.
    if (!existsSync(made)) renameSync(part, made);
  }
  return made;
}

/** Copies them into a server’s data directory. */
export async function giveEmbeddedFiles(dataDir: string): Promise<void> {
  cpSync(await embeddedFiles(), join(dataDir, 'pg'), { recursive: true });
}
