import { createTestApp, type TestApp } from '../app.js';
import { Mailbox } from '../mailbox.js';
import { type Answer, type Ask, askAt, inTurns } from './asking.js';
import { Census, logHeads } from './census.js';
import { foundTenants, type Tenant } from './founding.js';
import { type OpenApi, type Operation, operationsOf } from '../domains/operations.js';
import { Requests } from './requests.js';
import { LENGTHS, Writing } from './writing.js';

/** As many as there are lengths of logs, so that no two are the same. */
const TENANTS = LENGTHS;

/** Organisations in one application, each of which has done every write. */
export interface TenantsFixture {
  readonly server: TestApp;
  readonly url: string;
  readonly ask: Ask;
  readonly mailbox: Mailbox;
  readonly operations: readonly Operation[];
  /** Operations that need a session or a key. */
  readonly guarded: readonly Operation[];
  readonly tenants: readonly [Tenant, Tenant, ...Tenant[]];
  readonly requests: Requests;
  readonly writing: Writing;
  /** Taken when the fixture was complete. */
  readonly census: Census;
  /** The log’s. */
  readonly epoch: string;
  /** Each tenant’s responses to its writes, by operation. */
  readonly written: readonly ReadonlyMap<string, Answer>[];
  /** @throws Error when the document has no operation of that name */
  operation(name: string): Operation;
  /** Returns another tenant, a different one for each. */
  neighbour(tenant: Tenant): Tenant;
  close(): Promise<void>;
}

/** @throws Error when a documented write fails; everything is closed then */
export async function createTenantsFixture(): Promise<TenantsFixture> {
  const mailbox = new Mailbox();
  const server = await createTestApp({ mailer: mailbox });
  try {
    return await fill(server, mailbox);
  } catch (error) {
    await server.close();
    throw error;
  }
}

async function fill(server: TestApp, mailbox: Mailbox): Promise<TenantsFixture> {
  await server.app.listen(0, '127.0.0.1');
  const url = await server.app.getUrl();
  const { ask, close } = askAt(Number(new URL(url).port));
  const operations = operationsOf((await server.call('get', '/openapi.json').expect(200)).body as OpenApi);
  const { epoch } = await logHeads(server.database);
  const tenants = (await foundTenants(server, TENANTS)) as TenantsFixture['tenants'];
  const requests = new Requests(ask, epoch);
  const writing = new Writing(requests, operations);
  // The same key for all: no one may get another’s response.
  const written = await inTurns(tenants, TENANTS, (tenant) => writing.all(tenant, ['POST', 'PATCH'], 'the-same-key'));
  await writing.lengthen(tenants);
  return {
    ...{ server, url, ask, mailbox, operations, tenants, requests, writing, epoch, written },
    guarded: operations.filter(({ opensTo }) => opensTo !== 'everyone'),
    census: await Census.take(server.database, tenants),
    operation(name) {
      const operation = operations.find((one) => one.name === name);
      if (!operation) throw new Error(`/openapi.json has no ${name}`);
      return operation;
    },
    neighbour: ({ index }) => tenants[index % TENANTS] as Tenant,
    async close() {
      close();
      await server.close();
    },
  };
}
