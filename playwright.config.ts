import { defineConfig } from '@playwright/test';
import { SHELL } from './test/browser/support/browsers.js';

/** See `MEASURED` in test/browser/support/test.ts. */
const MEASURED = /@measured/;

/** Files that take longest: they begin first, or the last of them would run alone. */
const LONGEST = '**/{accessibility,unsaved,widths,users,board,leader-election,idle}.spec.ts';

export default defineConfig({
  testDir: 'test/browser',
  globalSetup: './test/support/test-directory.mjs',
  // A file alone leaves a third of two cores idle: it waits for heartbeats, long-polls and retries.
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(process.env['CI']),
  // Only what hangs is to meet these, on however slow a machine: what has to be quick is measured.
  timeout: 180_000,
  expect: { timeout: 60_000 },
  projects: [
    // Two of one name: tests of the first begin first.
    { name: 'dashboard', testMatch: LONGEST, grepInvert: MEASURED, outputDir: '.cache/playwright/longest' },
    { name: 'dashboard', testIgnore: LONGEST, grepInvert: MEASURED, outputDir: '.cache/playwright/dashboard' },
    { name: 'measured', workers: 1, grep: MEASURED, outputDir: '.cache/playwright/measured' },
  ],
  use: {
    video: 'off',
    trace: 'off',
    screenshot: 'only-on-failure',
    // What a page loads is what its server sends; the test of the worker switches it on.
    serviceWorkers: 'block',
    // Without a graphics card each frame of an animation costs processor time.
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      executablePath: SHELL,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-dev-shm-usage',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
});
