import { readFile, writeFile } from 'node:fs/promises';
import { Database } from '../../src/platform/database/database.js';
import { migrate } from '../../src/platform/database/migrate.js';
import { PgliteDriver } from '../../src/platform/database/pglite.driver.js';
import { madeOnce } from './made-once.js';

/** What {@link PgliteDriver.dump} gave, by the name of its file; in memory that the databases' threads read as it lies there. */
const dumps = new Map<string, Promise<Uint8Array>>();

/**
 * A dump that is made once a run, for databases that are there in a fraction of the time that it takes to make one.
 * @param make leaves the database as others are to find it, and gives its dump
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
 * PGlite in memory with nothing in it. To make its files costs seconds; opened from a dump it is what it would be, but for what
 * makes it slow to open: memory to zero, and the files of databases that nobody connects to.
 */
export async function emptyDatabase(): Promise<PgliteDriver> {
  const dump = await preparedDump('empty', async () => {
    const driver = await PgliteDriver.open({});
    for (const statement of LESS_TO_OPEN) await driver.run(statement, [], 'array');
    return dumpOf(driver);
  });
  return PgliteDriver.open({ dump });
}

const LESS_TO_OPEN = [
  "alter system set shared_buffers = '8MB'",
  "update pg_database set datistemplate = false where datname in ('template0', 'template1')",
  'drop database template0',
  'drop database template1',
];

/** PGlite in memory with every table and no row. */
export async function migratedDatabase(): Promise<PgliteDriver> {
  const dump = await preparedDump('migrated', async () => {
    const driver = await emptyDatabase();
    await migrate(new Database(driver));
    return dumpOf(driver);
  });
  return PgliteDriver.open({ dump });
}

/** @returns everything in a database, which is closed then */
async function dumpOf(driver: PgliteDriver): Promise<Uint8Array> {
  try {
    return await dumpAtRest(driver);
  } finally {
    await driver.close();
  }
}

/** @returns everything in a database, so that one which is opened from it has no log to go through */
export async function dumpAtRest(driver: PgliteDriver): Promise<Uint8Array> {
  await driver.run('checkpoint', [], 'array');
  return driver.dump();
}
