import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** See `runDirectory` in test/support/made-once.ts. */
const VARIABLE = 'BELLHOP_TEST_DIRECTORY';

/** The global setup of Jest and of Playwright: creates the run’s folder, which is removed when its process ends. */
export default function setUp() {
  // Two runners of one command share its folder.
  if (process.env[VARIABLE] !== undefined) return;
  const directory = mkdtempSync(join(tmpdir(), 'bellhop-tests-'));
  // PostgreSQL runs as another user, who must be able to enter.
  chmodSync(directory, 0o755);
  process.env[VARIABLE] = directory;
  // What one process or thread has compiled is there for the next: each database reads TypeScript in a thread of its own.
  process.env.NODE_COMPILE_CACHE ??= join(directory, 'compiled');
  // Also when the run is interrupted.
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
}
