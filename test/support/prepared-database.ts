import { readFile, writeFile } from 'node:fs/promises';
import { Database } from '../../src/platform/database/database.js';
import { migrate } from '../../src/platform/database/migrate.js';
import { PgliteDriver } from '../../src/platform/database/pglite.driver.js';
import { madeOnce } from './made-once.js';
import { withShortLog } from './short-log.js';

/** Dumps of {@link PgliteDriver.dump} by file name, in memory shared with the databases’ threads. */
const dumps = new Map<string, Promise<Uint8Array>>();

/**
 * Returns a dump created once per run, from which databases open in a fraction of the time.
 * @param make prepares the database and returns its dump
 */
export function preparedDump(name: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
  let dump = dumps.get(name);
  if (!dump) {
    dump = madeOnce(`${name}.tar`, async (path) => writeFile(path, await make())).then(shared);
    dumps.set(name, dump);
  }
  return dump;
}

async function shared(path: string): Promise<Uint8Array> {
  const bytes = await readFile(path);
  const memory = new Uint8Array(new SharedArrayBuffer(bytes.length));
  memory.set(bytes);
  return memory;
}

/**
 * Returns a dump of an empty PGlite. Creating its files takes seconds; from a dump it is the same without what is slow to open:
 * memory to clear, and the files of unused databases.
 */
export const emptyDump = (): Promise<Uint8Array> =>
  preparedDump('empty', async () => {
    const driver = await PgliteDriver.open({});
    for (const statement of LESS_TO_OPEN) await driver.run(statement, [], 'array');
    return dumpOf(driver);
  });

/** Opens an empty PGlite in memory. */
export const emptyDatabase = async (): Promise<PgliteDriver> => PgliteDriver.open({ dump: await emptyDump() });

const LESS_TO_OPEN = [
  "alter system set shared_buffers = '8MB'",
  "update pg_database set datistemplate = false where datname in ('template0', 'template1')",
  'drop database template0',
  'drop database template1',
];

/** Opens PGlite in memory with every table and no rows. */
export async function migratedDatabase(): Promise<PgliteDriver> {
  const dump = await preparedDump('migrated', async () => {
    const driver = await emptyDatabase();
    await migrate(new Database(driver));
    return dumpOf(driver);
  });
  return PgliteDriver.open({ dump });
}

/** @returns a dump of the database, which is closed */
async function dumpOf(driver: PgliteDriver): Promise<Uint8Array> {
  try {
    return await dumpAtRest(driver);
  } finally {
    await driver.close();
  }
}

/** @returns a dump of the database that needs no log recovery when opened */
export async function dumpAtRest(driver: PgliteDriver): Promise<Uint8Array> {
  await driver.run('checkpoint', [], 'array');
  return withShortLog(await driver.dump());
}
