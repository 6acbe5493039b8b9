import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const VARIABLE = 'BELLHOP_TEST_DIRECTORY';

/** @returns the folder of a test run, shared by its workers and removed with the run */
export function testDirectory() {
  const directory = process.env[VARIABLE];
  if (directory === undefined) throw new Error('test/support/test-directory.mjs is not the global setup of this run.');
  return directory;
}

/** The global setup of Jest and of Playwright: creates the folder, which is removed when the run’s process ends. */
export default function setUp() {
  const directory = mkdtempSync(join(tmpdir(), 'bellhop-tests-'));
  process.env[VARIABLE] = directory;
  // Also when the run is interrupted.
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
}
