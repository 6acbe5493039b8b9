import { Logger } from '@nestjs/common';
import type { Settings } from '../config/settings.js';
import { StartupError } from '../config/startup-error.js';
import { PgliteDriver } from './pglite.driver.js';
import { PostgresDriver } from './postgres.driver.js';
import type { SqlDriver } from './sql-driver.js';

/** Opens the database the settings name. The data directory is to be locked before. */
export type OpenDriver = (settings: Settings) => Promise<SqlDriver>;

/** @throws StartupError when it cannot be opened */
export const openDriver: OpenDriver = async ({ database }) => {
  if (database.kind === 'embedded') {
    const directory = database.directory === undefined ? undefined : `${database.directory}/pg`;
    try {
      return await PgliteDriver.open(directory === undefined ? {} : { dataDir: directory });
    } catch (error) {
      throw new StartupError(`The embedded database in ${directory ?? 'memory'} cannot be opened: ${reasonOf(error)}`);
    }
  }
  const log = new Logger('Database');
  try {
    return await PostgresDriver.open({
      url: database.url,
      poolSize: database.poolSize,
      onIdleError: (error) => log.warn(`an idle connection broke: ${error.message}`),
      onAway: (away) =>
        away
          ? log.error('the database does not answer; requests are refused with 503 until it does')
          : log.warn('the database answers again'),
    });
  } catch (error) {
    throw new StartupError(
      `The database of DATABASE_URL (${new URL(database.url).host}) cannot be used: ${reasonOf(error)}. ` +
        'Is PostgreSQL 15 or newer running there, and may this user log in?',
    );
  }
};

/** What the system said, which a driver's error wraps. */
function reasonOf(error: unknown): string {
  const { cause = error } = error as { cause?: unknown };
  if (!(cause instanceof Error)) return String(cause);
  return cause.message || ('code' in cause ? String(cause.code) : cause.name);
}
