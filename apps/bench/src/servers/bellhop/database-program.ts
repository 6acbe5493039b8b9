/** Works on a database that no server has open, with Bellhop’s own code; see {@link DatabaseJob}. */
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { SqlEventLog } from '@bellhop/realtime';
import type { Database, Tx } from '../../../../../src/platform/database/database.js';
import { loadServerBuild, type ServerBuild } from './server-build.ts';
import type { DatabaseJob, LogWeight, Tenant } from './tenants.ts';

/** Rows per insert: PostgreSQL takes 65,535 parameters. */
const ROWS = 1_000;
/** Lifetime of a session, in milliseconds. */
const SESSION_MS = 12 * 3_600_000;

async function seed(serverBuild: ServerBuild, database: Database, usersPerOrg: readonly number[]): Promise<Tenant[]> {
  const now = new Date();
  const at = now.toISOString();
  const stamps = { createdAt: at, updatedAt: at };
  // As long as the longest run.
  const expiresAt = new Date(now.getTime() + SESSION_MS);
  const lasting = { createdAt: now, refreshedAt: now, accessExpiresAt: expiresAt, expiresAt };
  const tenants = usersPerOrg.map((users) => {
    const orgId = randomUUID();
    const sessions = Array.from({ length: users }, () => ({ orgId, userId: randomUUID(), sessionId: randomUUID() }));
    return { orgId, propertyId: randomUUID(), sessions };
  });
  const members = tenants.flatMap(({ sessions }) => sessions);
  await database.transaction(async ({ db }) => {
    for (const part of inParts(tenants)) {
      await db.insert(serverBuild.orgs).values(part.map(({ orgId }) => ({ orgId, name: 'Bench', createdAt: at })));
      const house = { name: 'House', city: 'Lisbon', timezone: 'Europe/Lisbon', currency: 'EUR', rooms: 80 };
      const houses = part.map(({ orgId, propertyId }) => ({ orgId, propertyId, ...house, ...stamps }));
      await db.insert(serverBuild.properties).values(houses);
    }
    for (const part of inParts(members)) {
      const people = part.map(({ orgId, userId }) => ({
        ...{ orgId, userId, email: `${userId}@bench.test`, name: 'Bench', ...stamps },
        ...{ role: 'owner' as const, allProperties: true, passwordHash: 'nobody signs in with a password' },
      }));
      await db.insert(serverBuild.users).values(people);
      await db.insert(serverBuild.sessions).values(part.map((member) => ({ ...member, ...lasting })));
    }
  });
  return tenants;
}

/** In SQL: a million rows would take minutes through JavaScript. */
async function addQuietOrgs(database: Database, orgs: number): Promise<void> {
  for (let done = 0; done < orgs; done += 100_000) {
    await database.query(
      `with made as (
         insert into orgs (org_id, name, created_at)
         select gen_random_uuid(), 'Quiet', now() from generate_series(1, $1) returning org_id
       )
       insert into realtime_heads (org_id, head) select org_id::text, 100 from made`,
      [Math.min(100_000, orgs - done)],
    );
  }
}

async function append(
  log: SqlEventLog<Tx>,
  database: Database,
  orgIds: readonly string[],
  events: number,
): Promise<void> {
  for (const orgId of orgIds) {
    const records = Array.from({ length: events }, () => ({
      eventId: randomUUID(),
      eventType: 'TaskDeleted',
      domain: 'tasks',
      timestamp: Date.now(),
      orgId,
      payloadJson: JSON.stringify({ taskId: randomUUID(), version: 2 }),
    }));
    await database.transaction((tx) => log.append(tx, records, { onDuplicate: 'unchecked' }));
  }
}

async function weighLog(database: Database): Promise<LogWeight> {
  const [row] = await database.query<{ events: string; bytes: string }>(
    `select count(*) as events,
       (select sum(pg_total_relation_size(relid)) from pg_partition_tree('realtime_events')) as bytes
     from realtime_events`,
    [],
  );
  return { events: Number(row?.events), bytes: Number(row?.bytes) };
}

function* inParts<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < rows.length; from += ROWS) yield rows.slice(from, from + ROWS);
}

const job = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as DatabaseJob;
const serverBuild = await loadServerBuild();
const driver =
  'directory' in job.database
    ? await serverBuild.PgliteDriver.open({ directory: `${job.database.directory}/pg` })
    : await serverBuild.PostgresDriver.open({ url: job.database.url, poolSize: 2, onIdleError: () => undefined });
const database = new serverBuild.Database(driver);
await serverBuild.migrate(database);
const log = new SqlEventLog<Tx>(database);
await log.open();
const { task } = job;
let answer: unknown = null;
if (task.do === 'seed') {
  answer = await seed(serverBuild, database, task.usersPerOrg);
  await addQuietOrgs(database, task.quietOrgs);
} else if (task.do === 'append') {
  await append(log, database, task.orgIds, task.eventsPerOrg);
} else {
  answer = await weighLog(database);
}
await database.close();
writeFileSync(job.answer, JSON.stringify(answer));
