import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

// A separate process: the bundler's binary does not recognise objects of Jest's realm.
const measure = async () => {
  const program = resolve(import.meta.dirname, '../tools/bundle-size.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [program]);
  return JSON.parse(stdout) as { core: number; everything: number };
};

it('the core (leadership, transports, delivery, store) is under 12 KiB gzip, and with the session under 16', async () => {
  const { core, everything } = await measure();
  expect(core).toBeGreaterThan(5_000);
  expect(core).toBeLessThan(12 * 1024);
  expect(everything).toBeGreaterThan(core);
  expect(everything).toBeLessThan(16 * 1024);
});
