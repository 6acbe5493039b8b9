import 'reflect-metadata';
import type { Role, SignedIn } from '@bellhop/contracts';
import type { Clock } from '@bellhop/realtime';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import supertest from 'supertest';
import type { Settings } from '../../src/platform/config/settings.js';
import { Database } from '../../src/platform/database/database.js';
import { PgliteDriver } from '../../src/platform/database/pglite.driver.js';
import { DEMO_PASSWORD } from '../../src/platform/demo/groups.js';
import { createApp } from '../../src/create-app.js';
import { savedDump, saveDump } from './database-dump.js';

export const TEST_SETTINGS: Settings = {
  port: 0,
  host: '127.0.0.1',
  database: { kind: 'embedded', directory: undefined },
  jwtSecret: 'a secret for tests that is long enough',
  dataDir: undefined,
  metricsToken: undefined,
  legacyEvents: new Set(),
  allowedOrigins: ['https://pages.example'],
  demo: true,
  logLevel: 'silent',
};

export type Group = 'aurora' | 'borealis';
export type Method = 'get' | 'post' | 'patch' | 'delete' | 'put' | 'head' | 'options';

/** Somebody who is signed in and calls the API. */
export interface Member {
  readonly signedIn: SignedIn;
  /** A request with their access token. */
  call(method: Method, path: string, body?: object): supertest.Test;
}

/** The whole application over a database of its own, with the demo data in it. */
export interface TestApp {
  readonly app: NestFastifyApplication;
  readonly database: Database;
  /** A request without sign-in. */
  call(method: Method, path: string, body?: unknown): supertest.Test;
  signIn(role: Role, group?: Group): Promise<Member>;
  close(): Promise<void>;
}

export interface TestAppOptions {
  /** @default the system's */
  readonly clock?: Clock;
  readonly settings?: Partial<Settings>;
  /** @default none */
  readonly logger?: Logger;
}

/** Starts the application on PGlite in memory. Every call has rows of its own; close it when done. */
export async function createTestApp({ clock, settings, logger }: TestAppOptions = {}): Promise<TestApp> {
  const dump = savedDump();
  const driver = await PgliteDriver.open(dump ? { loadDataDir: dump } : {});
  const app = await createApp({
    settings: { ...TEST_SETTINGS, ...settings },
    ...(clock && { clock }),
    ...(logger && { logger }),
    openDriver: () => Promise.resolve(driver),
  });
  if (!dump && !clock && !settings) await saveDump(driver);

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
    close: () => app.close(),
  };
}

/** The first of a member's properties. */
export function firstProperty({ signedIn }: Pick<Member, 'signedIn'>): string {
  const [propertyId] = signedIn.user.propertyIds;
  if (propertyId === undefined) throw new Error('the member sees no property');
  return propertyId;
}
