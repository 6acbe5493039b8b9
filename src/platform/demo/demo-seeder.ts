import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { Role } from '@bellhop/hotel';
import type { Clock } from '@bellhop/realtime';
import { and, inArray, isNotNull, isNull, like, or } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { argon2id, hashPassword } from '../auth/passwords.js';
import { type Settings, SETTINGS } from '../config/settings.js';
import { StartupError } from '../config/startup-error.js';
import { ADVISORY_LOCKS } from '../database/advisory-locks.js';
import { Database, type Tx } from '../database/database.js';
import { orgs, properties, userProperties, users } from '../tenancy/tenancy.schema.js';
import { dayIn } from '../time/calendar.js';
import { CLOCK } from '../time/clock.js';
import { DemoSources } from './demo-source.js';
import { addressOf, DEMO_GROUPS, DEMO_LOGINS, DEMO_PASSWORD, DEMO_ROLES } from './groups.js';
import { Random } from './random.js';

const SEED = 20_261_121;
const DAY_MS = 86_400_000;
const AGE_MS = 400 * DAY_MS;
const DISABLED_DAYS_AGO = 40;

/** Fills an empty database with two hotel groups, once. Raises no events: there are no subscribers yet. */
@Injectable()
export class DemoSeeder implements OnApplicationBootstrap {
  readonly #log = new Logger('Demo');

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly sources: DemoSources,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.settings.production) return this.#requireNoLogins();
    if (!this.settings.demo || (await this.database.db.select().from(orgs).limit(1)).length > 0) return;
    const passwordHash = await hashPassword(DEMO_PASSWORD);
    const fill = async (tx: Tx): Promise<void> => {
      // Of several instances starting on an empty PostgreSQL, all but the first find its rows.
      await tx.run('select pg_advisory_xact_lock($1)', [ADVISORY_LOCKS.demo], 'object');
      if ((await tx.db.select().from(orgs).limit(1)).length > 0) return;
      const random = new Random(SEED);
      for (const group of DEMO_GROUPS) await this.#fill(tx, group, passwordHash, random);
      this.#log.log('writing demo data');
    };
    await this.database.transaction(fill, { maintenance: true });
  }

  /**
   * Checks a production database that may have been used for a demo before.
   * @throws StartupError when anyone can still sign in with the demo password
   */
  async #requireNoLogins(): Promise<void> {
    const rows = await this.database.db
      .select({ email: users.email, passwordHash: users.passwordHash })
      .from(users)
      .where(
        and(
          or(...DEMO_GROUPS.map(({ domain }) => like(users.email, `%@${domain}`))),
          isNotNull(users.passwordHash),
          isNull(users.disabledAt),
        ),
      );
    // All demo users share one hash, so there is usually one to verify, and none in production.
    for (const [passwordHash, email] of new Map(rows.map((row) => [row.passwordHash ?? '', row.email]))) {
      if (!(await argon2id.verify(passwordHash, DEMO_PASSWORD))) continue;
      throw new StartupError(
        `This database has demo logins, such as ${email} with a public password. ` +
          'Use a separate database for production: set DATA_DIR or DATABASE_URL.',
      );
    }
  }

  async #fill(tx: Tx, group: (typeof DEMO_GROUPS)[number], passwordHash: string, random: Random): Promise<void> {
    const now = this.clock.now();
    const born = now - AGE_MS;
    const orgId = uuidv7({ msecs: born });
    const stamps = { orgId, createdAt: new Date(born).toISOString(), updatedAt: new Date(born).toISOString() };
    await tx.db.insert(orgs).values({ orgId, name: group.name, createdAt: stamps.createdAt });

    const houses = group.properties.map((property, index) => ({
      ...property,
      propertyId: uuidv7({ msecs: born + index }),
    }));
    await tx.db
      .insert(properties)
      .values(houses.map(({ guests: _g, rateMinor: _r, ...house }) => ({ ...house, ...stamps })));

    const ids = Object.fromEntries(DEMO_ROLES.map((role, index) => [role, uuidv7({ msecs: born + index })])) as Record<
      Role,
      string
    >;
    await tx.db.insert(users).values(
      DEMO_ROLES.map((role) => ({
        ...stamps,
        userId: ids[role],
        email: `${role}@${group.domain}`,
        name: group.people[role],
        role,
        allProperties: role !== 'staff',
        passwordHash,
      })),
    );
    const first = houses.slice(0, 1).map(({ propertyId }) => ({ orgId, userId: ids.staff, propertyId }));
    await tx.db.insert(userProperties).values(first);
    await this.#addColleagues(tx, group, orgId, houses, passwordHash);

    const demoGroup = {
      orgId,
      ownerId: ids.owner,
      managerId: ids.manager,
      staffId: ids.staff,
      now,
      properties: houses.map((house) => ({ ...house, today: dayIn(house.timezone, now) })),
    };
    for (const source of this.sources.all) await source.fill(tx, demoGroup, random);
  }

  /** Adds users that make the group realistic; their logins are not shown. */
  async #addColleagues(
    tx: Tx,
    { colleagues, domain }: (typeof DEMO_GROUPS)[number],
    orgId: string,
    houses: readonly { readonly propertyId: string }[],
    passwordHash: string,
  ): Promise<void> {
    const now = this.clock.now();
    for (const { name, role, houses: own, status, daysAgo } of colleagues) {
      const added = now - daysAgo * DAY_MS;
      const userId = uuidv7({ msecs: added });
      const disabledAt = status === 'disabled' ? new Date(now - DISABLED_DAYS_AGO * DAY_MS) : null;
      await tx.db.insert(users).values({
        orgId,
        userId,
        email: addressOf(name, domain),
        name,
        role,
        allProperties: own === undefined,
        passwordHash: status === 'invited' ? null : passwordHash,
        disabledAt,
        createdAt: new Date(added).toISOString(),
        updatedAt: (disabledAt ?? new Date(added)).toISOString(),
        version: status === 'invited' ? 1 : status === 'disabled' ? 3 : 2,
      });
      const theirs = houses.filter((_, place) => own?.includes(place));
      if (theirs.length === 0) continue;
      await tx.db.insert(userProperties).values(theirs.map(({ propertyId }) => ({ orgId, userId, propertyId })));
    }
  }

  /** Returns the logins to show to the person who starts the server; none without demo data. */
  async logins(): Promise<readonly string[]> {
    const rows = await this.database.db
      .select({ email: users.email })
      .from(users)
      .where(inArray(users.email, [...DEMO_LOGINS]));
    const there = new Set(rows.map(({ email }) => email));
    return this.settings.demo ? DEMO_LOGINS.filter((login) => there.has(login)) : [];
  }
}
