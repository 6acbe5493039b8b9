import 'reflect-metadata';
import type { Role } from '@bellhop/hotel';
import type { SignedIn } from '@bellhop/protocol';
import type { Clock } from '@bellhop/realtime';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import supertest from 'supertest';
import type { Settings } from '../../src/platform/config/settings.js';
import { Database } from '../../src/platform/database/database.js';
import { PgliteDriver } from '../../src/platform/database/pglite.driver.js';
import { Documents } from '../../src/platform/docs/documents.js';
import type { SqlDriver } from '../../src/platform/database/sql-driver.js';
import { Schedule } from '../../src/platform/schedule/schedule.js';
import type { Mailer } from '../../src/platform/mail/mailer.js';
import { DEMO_PASSWORD } from '../../src/platform/demo/groups.js';
import { type AppOptions, createApp } from '../../src/create-app.js';
import { dumpAtRest, migratedDatabase, preparedDump } from './prepared-database.js';
import { Undocumented } from './undocumented.js';

export const TEST_SETTINGS: Settings = {
  port: 0,
  host: '127.0.0.1',
  database: { kind: 'embedded', directory: undefined },
  jwtSecret: 'a secret for tests that is long enough',
  dataDir: undefined,
  publicUrl: 'http://localhost:4000',
  mail: { kind: 'none' },
  trustedProxies: [],
  metricsToken: undefined,
  legacyEvents: new Set(),
  allowedOrigins: ['https://pages.example'],
  production: false,
  demo: true,
  logLevel: 'silent',
  // Tests exceed the limits that clients never reach; limits.spec turns them on.
  rateLimit: false,
  rateLimitFactor: 1,
  maxStreamsPerUser: 20,
  maxStreamsPerOrg: 5_000,
  maxConnections: 20_000,
  maxConnectionsPerAddress: 2_000,
  activityDays: 400,
  nativeWrites: true,
};

const DROPS_MAIL: Mailer = { send: () => Promise.resolve(), rehearse: () => Promise.resolve() };

export type Group = 'aurora' | 'borealis';
export type Method = 'get' | 'post' | 'patch' | 'delete' | 'put' | 'head' | 'options';

/** A signed-in user who calls the API. */
export interface Member {
  readonly signedIn: SignedIn;
  /** A request with their access token. */
  call(method: Method, path: string, body?: object): supertest.Test;
}

/** The whole application on its own database with demo data. */
export interface TestApp {
  readonly app: NestFastifyApplication;
  readonly database: Database;
  /** A request without sign-in. */
  call(method: Method, path: string, body?: unknown): supertest.Test;
  signIn(role: Role, group?: Group): Promise<Member>;
  /** @throws Error when a route responded with a problem missing from `/openapi.json` */
  close(): Promise<void>;
}

export interface TestAppOptions {
  /** @default the system's */
  readonly clock?: Clock;
  readonly settings?: Partial<Settings>;
  /** @default none */
  readonly logger?: Logger;
  /** @default the production limits */
  readonly connections?: NonNullable<AppOptions['connections']>;
  /** @default PGlite in memory, or the database in `settings` */
  readonly openDriver?: NonNullable<AppOptions['openDriver']>;
  /** @default accepts mail and drops it */
  readonly mailer?: Mailer;
  /** Stands between the application and PGlite. @default the driver itself */
  readonly wrapDriver?: (driver: SqlDriver) => SqlDriver;
  /** Beside the application's own: a domain that only a test has. @default none */
  readonly modules?: readonly Type[];
}

/** A database with the tables and the demo data that the application makes when it starts. */
const demoDump = (): Promise<Uint8Array> =>
  preparedDump('demo', async () => {
    const driver = await migratedDatabase();
    const app = await createApp({ settings: TEST_SETTINGS, openDriver: () => Promise.resolve(driver) });
    const dump = await dumpAtRest(driver);
    await app.close();
    return dump;
  });

/**
 * Starts the application, without its scheduled jobs, on PGlite in memory, or on the PostgreSQL in `settings`. Each call gets
 * its own rows; close it when done.
 */
export async function createTestApp({
  clock,
  settings,
  wrapDriver = (driver) => driver,
  ...parts
}: TestAppOptions = {}): Promise<TestApp> {
  const isEmbedded = settings?.database?.kind !== 'postgres';
  const driver = isEmbedded ? await PgliteDriver.open({ dump: await demoDump() }) : undefined;
  const app = await createApp({
    settings: { ...TEST_SETTINGS, ...settings },
    ...(clock && { clock }),
    mailer: DROPS_MAIL,
    ...parts,
    ...(driver && { openDriver: () => Promise.resolve(wrapDriver(driver)) }),
  });
  // They begin five seconds after the start, in the middle of slow tests, and write events that these do not expect. Nor does the
  // database’s clock, by which they are due, follow the one of a test.
  app.get(Schedule, { strict: false }).stopLooking();
  const undocumented = new Undocumented(() => app.get(Documents, { strict: false }).openApi);
  undocumented.watch(app.getHttpServer());

  const call = (method: Method, path: string, body?: unknown): supertest.Test => {
    const test = supertest(app.getHttpServer())[method](path);
    return body === undefined ? test : test.send(body as object);
  };

  return {
    app,
    database: app.get(Database),
    call,
    async signIn(role, group = 'aurora') {
      const credentials = { email: `${role}@${group}.test`, password: DEMO_PASSWORD };
      const signedIn = (await call('post', '/auth/login', credentials).expect(200)).body as SignedIn;
      return {
        signedIn,
        call: (method, path, body) => call(method, path, body).set('authorization', `Bearer ${signedIn.accessToken}`),
      };
    },
    async close() {
      const closed = app.close();
      // Node waits for idle connections that never sent a request, and clients open some in advance.
      app.getHttpServer().closeAllConnections();
      await closed;
      if (undocumented.found.length > 0) {
        throw new Error(`not in /openapi.json (see @Problems):\n  ${undocumented.found.join('\n  ')}`);
      }
    },
  };
}

/** Returns the first of a member’s properties. */
export function firstProperty({ signedIn }: Pick<Member, 'signedIn'>): string {
  const [propertyId] = signedIn.user.propertyIds;
  if (propertyId === undefined) throw new Error('the member sees no property');
  return propertyId;
}
