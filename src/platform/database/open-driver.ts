import { Logger } from '@nestjs/common';
import type { EmbeddedDatabase, PostgresDatabase, Settings } from '../config/settings.js';
import { StartupError } from '../config/startup-error.js';
import { sqlState, unavailability } from './database.errors.js';
import { isDiskFull } from './disk-space.js';
import { PgliteDriver } from './pglite.driver.js';
import { makeFilesOnce, wayOut } from './pglite.files.js';
import { PostgresDriver } from './postgres.driver.js';
import type { SqlDriver } from './sql-driver.js';
import { FOLD_A_LETTER } from './text-search.js';

/** Opens the database that the settings name. The data directory must be locked before. */
export type OpenDriver = (settings: Settings) => Promise<SqlDriver>;

/** SQLSTATEs of corrupt data and indexes (XX), and of unreadable or missing files (58). */
const DAMAGE = /^(XX|58)/;

/** @throws StartupError when it cannot be opened */
export const openDriver: OpenDriver = ({ database }) =>
  database.kind === 'embedded' ? openEmbedded(database) : openPostgres(database);

async function openEmbedded({ directory: dataDir }: EmbeddedDatabase): Promise<SqlDriver> {
  const log = new Logger('Database');
  const directory = dataDir === undefined ? undefined : `${dataDir}/pg`;
  try {
    if (directory !== undefined) await makeFilesOnce(directory, makeFiles);
    return await PgliteDriver.open({
      directory,
      onDisk: (sentence) => log.error(sentence),
      onLost: (sentence) => {
        log.fatal(sentence);
        // Nothing can be served or saved any more, and exiting at once loses nothing.
        process.exit(1);
      },
    });
  } catch (error) {
    throw error instanceof StartupError ? error : unusable(directory, reasonOf(error));
  }
}

/** Explains a failed migration: damaged files show only when they are read, and missing extensions when they are created. */
export function explainStart({ database }: Settings, error: unknown): unknown {
  const [, extension] = /extension "([^"]+)"/.exec(reasonOf(error)) ?? [];
  if (database.kind === 'postgres' && extension !== undefined) return withoutExtension(extension, error);
  if (database.kind !== 'embedded' || database.directory === undefined) return error;
  const unfit = unavailability(error) !== undefined || DAMAGE.test(sqlState(error) ?? '');
  return unfit ? unusable(`${database.directory}/pg`, reasonOf(error)) : error;
}

const withoutExtension = (name: string, error: unknown): StartupError =>
  new StartupError(
    `The database of DATABASE_URL lacks the extension ${name}, which searches need: ${reasonOf(error)}. Run ` +
      `"create extension ${name}" in it as its owner or an administrator. The extension is part of PostgreSQL’s package ` +
      '“contrib”; some providers have a list of allowed extensions.',
  );

async function makeFiles(directory: string): Promise<void> {
  const driver = await PgliteDriver.open({ directory });
  await driver.close();
}

/** Explains why an embedded database cannot be opened. */
function unusable(directory: string | undefined, words: string): StartupError {
  // PGlite's messages use its internal name of the directory.
  const reason = words.replaceAll('/pglite/data', directory ?? 'memory');
  return new StartupError(
    `The embedded database in ${directory ?? 'memory'} cannot be opened: ${reason}. ` +
      (directory === undefined
        ? ''
        : isDiskFull(words)
          ? 'Free some disk space and start again.'
          : `It may be damaged. ${wayOut(directory)}`),
  );
}

async function openPostgres({ url, poolSize, preparedStatements = true }: PostgresDatabase): Promise<SqlDriver> {
  const log = new Logger('Database');
  const host = new URL(url).host;
  const unusableServer = (error: unknown, advice: string) =>
    new StartupError(`The database of DATABASE_URL (${host}) cannot be used: ${reasonOf(error)}. ${advice}`);
  let driver: PostgresDriver;
  try {
    driver = await PostgresDriver.open({
      url,
      poolSize,
      onIdleError: (error) => log.warn(`an idle connection broke: ${error.message}`),
      preparedStatements,
      onForgotten: () =>
        log.warn(
          'the server loses prepared statements, as behind a connection pooler: statements are no longer prepared. ' +
            'Set DATABASE_PREPARED_STATEMENTS=off to prepare none from the start.',
        ),
      onAway: (away) =>
        away
          ? log.error('the database does not respond; requests are refused with 503 until it does')
          : log.warn('the database responds again'),
    });
  } catch (error) {
    throw unusableServer(error, 'Is PostgreSQL 15 or newer running there, and may this user log in?');
  }
  try {
    // Without it everything works but searches: better to know at once.
    await driver.run(FOLD_A_LETTER, [], 'object');
  } catch (error) {
    await driver.close();
    throw unusableServer(
      error,
      'Searches need a PostgreSQL that was built with ICU, as packaged ones are, and a database with the encoding UTF8.',
    );
  }
  return driver;
}

/** Returns the system's message, which a driver's error wraps. */
function reasonOf(error: unknown): string {
  const { cause = error } = error as { cause?: unknown };
  if (!(cause instanceof Error)) return String(cause);
  return cause.message || ('code' in cause ? String(cause.code) : cause.name);
}
