import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** See `runDirectory` in test/support/made-once.ts. */
const VARIABLE = 'BELLHOP_TEST_DIRECTORY';

/** The global setup of Jest and of Playwright: makes the run's folder, which goes when its process ends. */
export default function setUp() {
  // Two runners that one command starts share the command's.
  if (process.env[VARIABLE] !== undefined) return;
  const directory = mkdtempSync(join(tmpdir(), 'bellhop-tests-'));
  // PostgreSQL runs as a user of its own, which has to come through.
  chmodSync(directory, 0o755);
  process.env[VARIABLE] = directory;
  // Also where the run is broken off.
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
}
