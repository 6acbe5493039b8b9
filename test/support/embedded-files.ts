import { cpSync, existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { PgliteDriver } from '../../src/platform/database/pglite.driver.js';
import { TEST_DIRECTORY } from './test-directory.mjs';

/**
 * Puts the files of an embedded database without tables into a server's data directory. Making them costs seconds, so
 * a run makes them once and copies them; what a first start does without them is in `startup.spec`.
 */
export async function giveEmbeddedFiles(dataDir: string): Promise<void> {
  const made = join(process.env[TEST_DIRECTORY] ?? '.', 'embedded-files');
  if (!existsSync(made)) {
    const part = `${made}.${process.pid}`;
    const driver = await PgliteDriver.open({ directory: part });
    await driver.close();
    // Another worker may have been faster; its are as good.
    if (!existsSync(made)) renameSync(part, made);
  }
  cpSync(made, join(dataDir, 'pg'), { recursive: true });
}
