import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StartupError } from '../config/startup-error.js';
import { makeFilesOnce } from './pglite.files.js';

describe('the files of the embedded database', () => {
  let parent: string;
  let directory: string;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'bellhop-files-'));
    directory = join(parent, 'pg');
  });
  afterEach(() => rmSync(parent, { recursive: true }));

  /** Stands in for PGlite; only the location of the files matters here. */
  const make = (path: string): Promise<void> => {
    mkdirSync(join(path, 'base'), { recursive: true, mode: 0o777 });
    writeFileSync(join(path, 'PG_VERSION'), '18\n');
    writeFileSync(join(path, 'base', '1259'), 'rows', { mode: 0o666 });
    return Promise.resolve();
  };
  const mustNotMake = (): Promise<void> => Promise.reject(new Error('a second database was made'));

  it('are created once, readable by their owner only', async () => {
    await makeFilesOnce(directory, make);
    expect(readFileSync(join(directory, 'base', '1259'), 'utf8')).toBe('rows');
    expect(statSync(join(directory, 'base', '1259')).mode & 0o027).toBe(0);
    expect(statSync(directory).mode & 0o027).toBe(0);
    await makeFilesOnce(directory, mustNotMake);
  });

  it('are created again after a kill during creation', async () => {
    await expect(
      makeFilesOnce(directory, (path) => {
        mkdirSync(path);
        writeFileSync(join(path, 'PG_VERSION'), '18\n');
        return Promise.reject(new Error('killed'));
      }),
    ).rejects.toThrow('killed');
    expect(existsSync(directory)).toBe(false);
    await makeFilesOnce(directory, make);
    expect(readdirSync(parent)).toEqual(['pg']);
    expect(readdirSync(directory).sort()).toEqual(['PG_VERSION', 'base']);
  });

  const damages: Record<string, (file: string) => void> = {
    'is missing, but other database files exist, so no new database is created there': (file) => rmSync(file),
    'is empty': (file) => writeFileSync(file, ''),
    'shows that PostgreSQL 17 wrote the database; this version of Bellhop reads 18': (file) =>
      writeFileSync(file, '17\n'),
  };
  it.each(Object.entries(damages))('are left unchanged when PG_VERSION %s', async (sentence, damage) => {
    await makeFilesOnce(directory, make);
    const file = join(directory, 'PG_VERSION');
    damage(file);
    const refused = makeFilesOnce(directory, mustNotMake);
    await expect(refused).rejects.toBeInstanceOf(StartupError);
    await expect(refused).rejects.toThrow(`${file} ${sentence}`);
    expect(readFileSync(join(directory, 'base', '1259'), 'utf8')).toBe('rows');
  });
});
