import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { moveFolder } from './folders.ts';

/** A file system of its own on Linux. */
const MEMORY = '/dev/shm';

let here: string;
let there: string;
beforeEach(() => {
  here = mkdtempSync(join(tmpdir(), 'bellhop-folders-'));
  there = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'bellhop-folders-'));
});
afterEach(() => [here, there].forEach((folder) => rmSync(folder, { recursive: true })));

it('moves a folder to another disk', async () => {
  if (existsSync(MEMORY)) expect(statSync(here).dev).not.toBe(statSync(there).dev);
  await mkdir(join(there, 'data', 'pg'), { recursive: true });
  await writeFile(join(there, 'data', 'pg', 'file'), 'kept');
  await moveFolder(join(there, 'data'), join(here, 'life-0'));
  expect(await readFile(join(here, 'life-0', 'pg', 'file'), 'utf8')).toBe('kept');
  expect(existsSync(join(there, 'data'))).toBe(false);
});
