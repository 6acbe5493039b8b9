import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Names the folder of a test run, which its workers share; it goes with the run. */
export const TEST_DIRECTORY = 'BELLHOP_TEST_DIRECTORY';

/** Jest's global setup: makes the folder, which goes when the run’s process ends. */
export default function setUp() {
  const directory = mkdtempSync(join(tmpdir(), 'bellhop-tests-'));
  process.env[TEST_DIRECTORY] = directory;
  // Also where the run is broken off.
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
}
