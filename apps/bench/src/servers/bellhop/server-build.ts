import type * as propertiesModule from '../../../../../src/domains/properties/properties.schema.js';
import type * as usersModule from '../../../../../src/domains/users/users.schema.js';
import type * as tokensModule from '../../../../../src/platform/auth/access-tokens.js';
import type * as authModule from '../../../../../src/platform/auth/auth.schema.js';
import type * as databaseModule from '../../../../../src/platform/database/database.js';
import type * as migrateModule from '../../../../../src/platform/database/migrate.js';
import type * as pgliteModule from '../../../../../src/platform/database/pglite.driver.js';
import type * as postgresModule from '../../../../../src/platform/database/postgres.driver.js';
import type * as tenancyModule from '../../../../../src/platform/tenancy/tenancy.schema.js';
import { inProject } from '../../../../../tools/lib/project.mjs';

/**
 * Loads Bellhop’s code from its build: the sources need compilation (decorators), and the build is what is measured.
 */
const built = (path: string): Promise<unknown> => import(inProject('dist', path));

export async function loadServerBuild() {
  const [pglite, postgres, database, migrate, tenancy, properties, users, auth, tokens] = (await Promise.all([
    built('platform/database/pglite.driver.js'),
    built('platform/database/postgres.driver.js'),
    built('platform/database/database.js'),
    built('platform/database/migrate.js'),
    built('platform/tenancy/tenancy.schema.js'),
    built('domains/properties/properties.schema.js'),
    built('domains/users/users.schema.js'),
    built('platform/auth/auth.schema.js'),
    built('platform/auth/access-tokens.js'),
  ])) as [
    typeof pgliteModule,
    typeof postgresModule,
    typeof databaseModule,
    typeof migrateModule,
    typeof tenancyModule,
    typeof propertiesModule,
    typeof usersModule,
    typeof authModule,
    typeof tokensModule,
  ];
  return { ...pglite, ...postgres, ...database, ...migrate, ...tenancy, ...properties, ...users, ...auth, ...tokens };
}

export type ServerBuild = Awaited<ReturnType<typeof loadServerBuild>>;
