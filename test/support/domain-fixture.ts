import type { Role } from '@bellhop/hotel';
import { type CommittedEvent, DomainEvents, OrgCache, SqlEventLog } from '@bellhop/realtime';
import { SimulatedClock } from '@bellhop/realtime/testing';
import { and, eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { properties } from '../../src/domains/properties/properties.schema.js';
import { PropertiesSource } from '../../src/domains/properties/properties.source.js';
import { UserActivity } from '../../src/domains/users/user-activity.js';
import { UsersAccounts } from '../../src/domains/users/users.accounts.js';
import { UsersMemberDirectory } from '../../src/domains/users/users.member-directory.js';
import { UsersPrincipals } from '../../src/domains/users/users.principals.js';
import { userProperties, users } from '../../src/domains/users/users.schema.js';
import { ActivityLog } from '../../src/platform/activity/activity-log.js';
import type { Principal } from '../../src/platform/access/principal.js';
import type { Accounts } from '../../src/platform/auth/accounts.js';
import { sessions } from '../../src/platform/auth/auth.schema.js';
import { Writes } from '../../src/platform/writes/writes.js';
import { Database, type Tx } from '../../src/platform/database/database.js';
import { migrate } from '../../src/platform/database/migrate.js';
import { exactlyOne } from '../../src/platform/database/exactly-one.js';
import type { SqlDriver } from '../../src/platform/database/sql-driver.js';
import { Resources } from '../../src/platform/resources/resources.js';
import type { MemberDirectory } from '../../src/platform/tenancy/member-directory.js';
import { PropertyDirectory } from '../../src/platform/tenancy/property-directory.js';
import { orgs } from '../../src/platform/tenancy/tenancy.schema.js';
import { migratedDatabase } from './prepared-database.js';

/** 2026-11-21, 02:37 in Lisbon and 2026-11-20, 21:37 in New York. */
const NIGHT = Date.parse('2026-11-21T02:37:00Z');

/** Parts of a domain's service over an in-memory database, for service specs without HTTP or Nest. */
export interface DomainFixture {
  readonly database: Database;
  readonly events: DomainEvents<Tx>;
  readonly writes: Writes;
  readonly activity: ActivityLog;
  readonly resources: Resources;
  readonly properties: PropertyDirectory;
  readonly members: MemberDirectory;
  readonly accounts: Accounts;
  readonly clock: SimulatedClock;
  /** Events raised since {@link DomainFixture.forget}, as seen by the bus. */
  readonly raised: CommittedEvent[];
  /** Sees both properties. */
  readonly owner: Principal;
  /** Sees Lisbon only. */
  readonly staff: Principal;
  /** Property ids. */
  readonly lisbon: string;
  readonly newYork: string;
  /** Creates a new session for a principal whose rights have changed. */
  signIn(principal: Principal): Promise<Principal>;
  forget(): void;
  close(): Promise<void>;
}

/**
 * Creates an org with two properties in different time zones, and two users.
 * @param driver of a database without rows, migrated if needed; closed with the fixture. @default PGlite in memory
 */
export async function createDomainFixture(driver?: SqlDriver): Promise<DomainFixture> {
  const clock = new SimulatedClock(NIGHT);
  const database = new Database(driver ?? (await migratedDatabase()));
  await migrate(database);
  const log = new SqlEventLog<Tx>(database);
  await log.open();
  const raised: CommittedEvent[] = [];
  const events = new DomainEvents<Tx>({
    log,
    transactor: database,
    bus: { emit: (_name: unknown, event: CommittedEvent) => raised.push(event) > 0 },
    clock,
    newId: uuidv7,
    onListenerError: (error) => {
      throw error;
    },
  });

  const orgId = uuidv7();
  const [lisbon, newYork] = [uuidv7(), uuidv7()];
  const night = new Date(NIGHT);
  const stamps = { orgId, createdAt: night.toISOString(), updatedAt: night.toISOString() };
  const principal = (role: Role, propertyIds: Principal['propertyIds']): Principal => ({
    sessionId: uuidv7(),
    userId: uuidv7(),
    orgId,
    version: 1,
    role,
    name: role,
    email: `${role}@fixture.test`,
    orgName: 'Stage',
    language: null,
    propertyIds,
  });
  const hence = new Date(NIGHT + 3_600_000);
  const sessionOf = ({ sessionId, userId }: Principal) => ({
    ...{ sessionId, orgId, userId, createdAt: night, refreshedAt: night },
    ...{ accessExpiresAt: hence, expiresAt: hence },
  });
  const owner = principal('owner', 'all');
  const staff = principal('staff', new Set([lisbon]));
  await database.transaction(async ({ db }) => {
    await db.insert(orgs).values({ orgId, name: 'Stage', createdAt: stamps.createdAt });
    const house = { ...stamps, currency: 'EUR', rooms: 10 };
    await db.insert(properties).values([
      { ...house, propertyId: lisbon, name: 'Lisbon', city: 'Lisbon', timezone: 'Europe/Lisbon' },
      { ...house, propertyId: newYork, name: 'New York', city: 'New York', timezone: 'America/New_York' },
    ]);
    const people = [owner, staff].map(({ userId, email, name, role, propertyIds }) => ({
      ...stamps,
      userId,
      email,
      name,
      role,
      allProperties: propertyIds === 'all',
      passwordHash: 'none',
    }));
    await db.insert(users).values(people);
    await db.insert(userProperties).values({ orgId, userId: staff.userId, propertyId: lisbon });
    await db.insert(sessions).values([owner, staff].map(sessionOf));
  });

  const activity = new ActivityLog();
  const writes = new Writes(events, database, new UsersPrincipals(database), clock);
  const propertyDirectory = new PropertyDirectory(new PropertiesSource(database), new OrgCache(), clock);
  return {
    database,
    events,
    writes,
    properties: propertyDirectory,
    activity,
    resources: new Resources(database, propertyDirectory, writes, activity, clock),
    members: new UsersMemberDirectory(),
    accounts: new UsersAccounts(database, new UserActivity(activity)),
    clock,
    raised,
    owner,
    staff,
    lisbon,
    newYork,
    signIn: async (principal) => {
      const isThem = and(eq(users.orgId, orgId), eq(users.userId, principal.userId));
      const { version } = exactlyOne(await database.db.select({ version: users.version }).from(users).where(isThem));
      const signedIn = { ...principal, sessionId: uuidv7(), version };
      await database.db.insert(sessions).values(sessionOf(signedIn));
      return signedIn;
    },
    forget: () => void raised.splice(0),
    close: () => database.close(),
  };
}
