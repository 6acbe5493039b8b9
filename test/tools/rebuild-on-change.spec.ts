import { expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sourceFolders } from '../../tools/lib/rebuild-on-change.mjs';

test('leftovers of a renamed lib are not watched', () => {
  const root = mkdtempSync(join(tmpdir(), 'bellhop-sources-'));
  for (const folder of ['src', 'libs/now/src', 'libs/before/dist']) mkdirSync(join(root, folder), { recursive: true });
  expect(sourceFolders(root)).toEqual([join(root, 'src'), join(root, 'libs/now/src')]);
  rmSync(root, { recursive: true });
});
