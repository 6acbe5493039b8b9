import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StartupError } from '../../src/platform/config/startup-error.js';
import { explainStart, openDriver } from '../../src/platform/database/open-driver.js';
import { PgliteError } from '../../src/platform/database/pglite.query.js';
import { TEST_SETTINGS } from '../support/app.js';
import { embeddedFiles } from '../support/embedded-files.js';

describe('an embedded database with damaged files', () => {
  let dataDir: string;
  let files: string;
  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'bellhop-damaged-'));
    files = join(dataDir, 'pg');
    cpSync(await embeddedFiles({ demo: true }), files, { recursive: true });
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));

  const settings = () => ({ ...TEST_SETTINGS, database: { kind: 'embedded' as const, directory: dataDir } });
  const scribble = (name: string): void => writeFileSync(join(files, name), Buffer.alloc(16_384, 0xa5));
  const remove = (name: string): void => rmSync(join(files, name), { recursive: true });

  it.each([
    ['PG_VERSION', remove, /PG_VERSION is missing/],
    ['global/pg_control', remove, /could not open file "global\/pg_control"/],
    ['base/5/1259', scribble, /invalid page in block \d+ of relation "base\/5\/1259"/],
    ['base/5/PG_VERSION', scribble, /"base\/5" is not a valid data directory/],
    ['pg_wal', remove, /"pg_wal" does not exist/],
  ])('is refused with the file and the remedy: %s', async (name, damage, words) => {
    damage(name);
    const refused: unknown = await openDriver(settings()).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(StartupError);
    const { message } = refused as StartupError;
    expect(message).toMatch(words);
    expect(message).toContain(`Restore ${files} from a backup, or move it away to start with an empty database.`);
    expect(message.split('\n')).toHaveLength(1);
    // No new database was created beside it.
    expect(existsSync(`${files}.new`)).toBe(false);
  });

  it('says the same about damage found while reading the schema', () => {
    const damaged = new PgliteError({ code: 'XX001', message: 'invalid page in block 3 of relation "base/5/16400"' });
    expect(explainStart(settings(), damaged)).toMatchObject({
      name: 'StartupError',
      message: expect.stringContaining('block 3 of relation "base/5/16400". It may be damaged. Restore') as unknown,
    });
    const ours = new PgliteError({ code: '42601', message: 'syntax error' });
    expect(explainStart(settings(), ours)).toBe(ours);
  });
});
