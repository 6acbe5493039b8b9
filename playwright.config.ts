import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'test/browser',
  outputDir: '.cache/playwright',
  globalSetup: './test/support/test-directory.mjs',
  // The tests measure time to screen and start servers of their own: one at a time keeps both honest, and two take no
  // less time on two cores.
  workers: 1,
  retries: 0,
  forbidOnly: Boolean(process.env['CI']),
  // Only what hangs is to meet these, on however slow a machine: what has to be quick is measured.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  use: {
    video: 'off',
    trace: 'off',
    screenshot: 'only-on-failure',
    // Without a graphics card each frame of an animation costs processor time.
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
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
