import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { dayIn, type DemoLogin, type Role } from '@bellhop/hotel';
import type { Clock } from '@bellhop/realtime';
import { v7 as uuidv7 } from 'uuid';
import { Accounts } from '../auth/accounts.js';
import { argon2id, hashPassword } from '../auth/passwords.js';
import { type Settings, SETTINGS } from '../config/settings.js';
import { StartupError } from '../config/startup-error.js';
import { ADVISORY_LOCKS } from '../database/advisory-locks.js';
import { Database, type Tx } from '../database/database.js';
import { onboarding } from '../onboarding/onboarding.schema.js';
import { orgs } from '../tenancy/tenancy.schema.js';
import { CLOCK } from '../time/clock.js';
import { type DemoPerson, DemoSources } from './demo-source.js';
import { addressOf, DEMO_GROUPS, DEMO_LOGINS, DEMO_PASSWORD, DEMO_ROLES } from './groups.js';
import { Random } from '../random/random.js';

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
    private readonly accounts: Accounts,
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
    const rows = await this.accounts.enabledAt(DEMO_GROUPS.map(({ domain }) => domain));
    // All demo users share one hash, so there is usually one to verify, and none in production.
    for (const [passwordHash, email] of new Map(rows.map((row) => [row.passwordHash, row.email]))) {
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
    const createdAt = new Date(born);
    await tx.db.insert(orgs).values({ orgId, name: group.name, createdAt: createdAt.toISOString() });
    await tx.db.insert(onboarding).values({ orgId, state: 'done', updatedAt: createdAt.toISOString() });

    const properties = group.properties.map((property, index) => ({
      ...property,
      propertyId: uuidv7({ msecs: born + index }),
      today: dayIn(property.timezone, now),
    }));
    const ids = Object.fromEntries(DEMO_ROLES.map((role, index) => [role, uuidv7({ msecs: born + index })])) as Record<
      Role,
      string
    >;
    const those = DEMO_ROLES.map((role): DemoPerson => ({
      userId: ids[role],
      email: `${role}@${group.domain}`,
      name: group.people[role],
      role,
      status: 'active',
      version: 1,
      ...(role === 'staff' && { propertyIds: properties.slice(0, 1).map(({ propertyId }) => propertyId) }),
      passwordHash,
      createdAt,
      updatedAt: createdAt,
    }));

    const demoGroup = {
      orgId,
      createdAt,
      ownerId: ids.owner,
      managerId: ids.manager,
      staffId: ids.staff,
      now,
      properties,
      people: [...those, ...this.#colleagues(group, properties, passwordHash)],
    };
    for (const source of this.sources.all) await source.fill(tx, demoGroup, random);
  }

  /** Returns users that make the group realistic; their logins are not shown. */
  #colleagues(
    { colleagues, domain }: (typeof DEMO_GROUPS)[number],
    properties: readonly { readonly propertyId: string }[],
    passwordHash: string,
  ): DemoPerson[] {
    const now = this.clock.now();
    return colleagues.map(({ name, role, houses, status = 'active', daysAgo }): DemoPerson => {
      const added = now - daysAgo * DAY_MS;
      const propertyIds =
        houses && properties.filter((_, place) => houses.includes(place)).map((one) => one.propertyId);
      return {
        userId: uuidv7({ msecs: added }),
        email: addressOf(name, domain),
        name,
        role,
        status,
        version: { invited: 1, active: 2, disabled: 3 }[status],
        ...(propertyIds && { propertyIds }),
        passwordHash: status === 'invited' ? null : passwordHash,
        createdAt: new Date(added),
        updatedAt: new Date(status === 'disabled' ? now - DISABLED_DAYS_AGO * DAY_MS : added),
      };
    });
  }

  /** Returns the logins to show to the person who starts the server, and on the sign-in page; none without demo data. */
  async logins(): Promise<readonly DemoLogin[]> {
    if (!this.settings.demo || this.settings.production) return [];
    const there = await this.accounts.known(DEMO_LOGINS.map(({ email }) => email));
    return DEMO_LOGINS.filter(({ email }) => there.has(email));
  }
}
