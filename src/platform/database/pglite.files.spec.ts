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

  /** Stands in for PGlite: what matters is where its files are. */
  const make = (path: string): Promise<void> => {
    mkdirSync(join(path, 'base'), { recursive: true, mode: 0o777 });
    writeFileSync(join(path, 'PG_VERSION'), '18\n');
    writeFileSync(join(path, 'base', '1259'), 'rows', { mode: 0o666 });
    return Promise.resolve();
  };
  const mustNotMake = (): Promise<void> => Promise.reject(new Error('a second database was made'));

  it('are made once, for their owner', async () => {
    await makeFilesOnce(directory, make);
    expect(readFileSync(join(directory, 'base', '1259'), 'utf8')).toBe('rows');
    expect(statSync(join(directory, 'base', '1259')).mode & 0o027).toBe(0);
    expect(statSync(directory).mode & 0o027).toBe(0);
    await makeFilesOnce(directory, mustNotMake);
  });

  it('are made anew where the process was killed while it made them', async () => {
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
    'is missing, though other files of a database are there. No new database is started beside them': (file) =>
      rmSync(file),
    'is empty': (file) => writeFileSync(file, ''),
    'says that PostgreSQL 17 wrote the database; this Bellhop reads 18': (file) => writeFileSync(file, '17\n'),
  };
  it.each(Object.entries(damages))('are left as they are where PG_VERSION %s', async (sentence, damage) => {
    await makeFilesOnce(directory, make);
    const file = join(directory, 'PG_VERSION');
    damage(file);
    const refused = makeFilesOnce(directory, mustNotMake);
    await expect(refused).rejects.toBeInstanceOf(StartupError);
    await expect(refused).rejects.toThrow(`${file} ${sentence}`);
    expect(readFileSync(join(directory, 'base', '1259'), 'utf8')).toBe('rows');
  });
});
