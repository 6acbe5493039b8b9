import { type Role, ROLES } from '@bellhop/hotel';
import { v7 as uuidv7 } from 'uuid';
import { properties } from '../../../src/domains/properties/properties.schema.js';
import { userProperties, users } from '../../../src/domains/users/users.schema.js';
import { AccessTokens, accessExpiryAt } from '../../../src/platform/auth/access-tokens.js';
import { sessions } from '../../../src/platform/auth/auth.schema.js';
import { hashPassword } from '../../../src/platform/auth/passwords.js';
import type { Tx } from '../../../src/platform/database/database.js';
import { orgs } from '../../../src/platform/tenancy/tenancy.schema.js';
import type { TestApp } from '../app.js';
import { canary, canaryAddress } from './canaries.js';

/** A signed-in user of a tenant. */
export interface Person {
  readonly tenant: Tenant;
  readonly role: Role;
  readonly userId: string;
  readonly sessionId: string;
  readonly token: string;
}

/** An organisation and what the test knows of it. */
export interface Tenant {
  /** Starts at 1; part of every canary. */
  readonly index: number;
  readonly orgId: string;
  /** A property that all three users see. */
  readonly propertyId: string;
  readonly people: Readonly<Record<Role, Person>>;
  /** The newest row the tenant created, by the path of its list. */
  readonly made: Map<string, string>;
  /** Its first API key, once created. */
  apiKey: string | undefined;
}

/** Additional sessions per user and dead letters per tenant, to be ended and deleted. */
const SPARE = 3;

/** Creates organisations with users and canaries directly in the database: sign-ups would take a second each. */
export async function foundTenants({ app, database }: TestApp, count: number): Promise<readonly Tenant[]> {
  const passwordHash = await hashPassword('a password that nobody tries');
  const tokens = app.get(AccessTokens, { strict: false });
  const tenants: Tenant[] = [];
  for (let index = 1; index <= count; index += 1) {
    const [orgId, propertyId] = [uuidv7(), uuidv7()];
    const people = {} as Record<Role, Person>;
    const tenant: Tenant = { index, orgId, propertyId, people, made: new Map(), apiKey: undefined };
    await database.transaction(async (tx) => {
      await addOrg(tx, tenant);
      for (const role of ROLES) {
        const [userId, sessionId] = await addPerson(tx, tenant, role, passwordHash);
        const { token } = await tokens.issue({ orgId, userId, sessionId });
        people[role] = { tenant, role, userId, sessionId, token };
      }
      await addDeadLetters(tx, tenant);
    });
    tenants.push(tenant);
  }
  return tenants;
}

const now = (): string => new Date().toISOString();
const stamps = () => ({ createdAt: now(), updatedAt: now() });

async function addOrg({ db }: Tx, { index, orgId, propertyId }: Tenant): Promise<void> {
  await db.insert(orgs).values({ orgId, name: canary(index, 'org'), createdAt: now() });
  const place = { name: canary(index, 'house'), city: canary(index, 'city'), timezone: 'Europe/Lisbon' };
  await db.insert(properties).values({ orgId, propertyId, ...place, currency: 'EUR', rooms: index, ...stamps() });
}

/** Owner and manager see every property, staff only the given one. */
async function addPerson(
  { db }: Tx,
  { index, orgId, propertyId }: Tenant,
  role: Role,
  passwordHash: string,
): Promise<readonly [userId: string, sessionId: string]> {
  const userId = uuidv7();
  const who = { email: canaryAddress(index, role), name: canary(index, role), role, allProperties: role !== 'staff' };
  await db.insert(users).values({ orgId, userId, ...who, passwordHash, ...stamps() });
  if (role === 'staff') await db.insert(userProperties).values({ orgId, userId, propertyId });
  const today = new Date();
  const accessExpiresAt = new Date(accessExpiryAt(today.getTime()));
  const lasting = { createdAt: today, refreshedAt: today, accessExpiresAt, expiresAt: accessExpiresAt };
  const device = { userAgent: canary(index, 'device'), address: canary(index, 'address'), language: 'en' as const };
  const all = Array.from({ length: SPARE + 1 }, () => ({ sessionId: uuidv7(), orgId, userId, ...device, ...lasting }));
  await db.insert(sessions).values(all);
  // The newest is in use: lists start with it, and the test ends the last.
  return [userId, all.at(-1)?.sessionId ?? ''];
}

async function addDeadLetters({ run }: Tx, { index, orgId, propertyId }: Tenant): Promise<void> {
  for (let seq = 1; seq <= SPARE; seq += 1) {
    const event = { orgId, propertyId, payload: { title: canary(index, 'dead letter') } };
    await run(
      `insert into realtime_dead_letters (id, subscription, org_id, seq, event, error_name, error_message, error_stack,
         attempts, first_failed_at, last_failed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $9)`,
      [
        ...[uuidv7(), canary(index, 'subscription'), orgId, seq, JSON.stringify(event)],
        ...[canary(index, 'error'), canary(index, 'message'), canary(index, 'stack'), Date.now()],
      ],
      'object',
    );
  }
}
