import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { User } from '@bellhop/hotel';
import { PropertiesService } from '../../src/domains/properties/properties.service.js';
import type { Principal } from '../../src/platform/access/principal.js';
import { PostgresDriver } from '../../src/platform/database/postgres.driver.js';
import type { SqlDriver } from '../../src/platform/database/sql-driver.js';
import { emptyDatabase } from '../support/prepared-database.js';
import { startPostgres } from '../support/postgres.js';
import { createUsersFixture, type UsersFixture } from '../support/users-fixture.js';

const ORIGIN = { address: null, userAgent: null, language: 'en' as const };
const ROUNDS = 12;

interface Opened {
  readonly driver: SqlDriver;
  /** Called after the driver is closed. */
  end(): Promise<void>;
}

/** Behaviour of concurrent changes to users, on every database. */
function describeUsers(name: string, open: () => Promise<Opened>): void {
  describe(`users, changed concurrently: ${name}`, () => {
    let opened: Opened;
    let fixture: UsersFixture;
    let rival: Principal;
    let serial = 0;
    beforeAll(async () => {
      opened = await open();
      fixture = await createUsersFixture(opened.driver);
      const invited = await invite('rival', 'owner');
      await fixture.database.query('update users set password_hash = $1 where user_id = $2', ['x', invited.userId]);
      rival = { ...fixture.owner, userId: invited.userId };
    });
    afterAll(async () => {
      await fixture.close();
      await opened.end();
    });
    beforeEach(() => fixture.forget());

    const invite = async (who: string, role: 'owner' | 'staff', propertyIds: string[] = []): Promise<User> => {
      const input = { email: `${who}@fixture.test`, name: who, role, propertyIds };
      return (await fixture.service.invite(fixture.owner, input, ORIGIN)).body;
    };
    const change = (by: Principal, userId: string, input: object, version?: number) =>
      fixture.service.update(by, userId, input, version, ORIGIN);
    const codes = async (attempts: Promise<unknown>[]): Promise<string[]> =>
      (await Promise.allSettled(attempts))
        .map((outcome) =>
          outcome.status === 'fulfilled'
            ? 'done'
            : String((outcome.reason as { code?: unknown }).code ?? outcome.reason),
        )
        .sort();

    it.each([
      ['disable each other', { disabled: true }, { disabled: false }],
      ['take the role from each other', { role: 'manager' }, { role: 'owner' }],
    ])('one of two owners who %s remains', async (_, input, undo) => {
      for (let round = 0; round < ROUNDS; round++) {
        fixture.forget();
        expect(
          await codes([change(fixture.owner, rival.userId, input), change(rival, fixture.owner.userId, input)]),
        ).toEqual(['conflict', 'done']);
        const victim = (fixture.raised[0]?.payload as User).userId;
        await change(victim === rival.userId ? fixture.owner : rival, victim, undo);
      }
    });

    it('one of six concurrent updates against the same version succeeds', async () => {
      const user = await invite('busy', 'staff');
      const attempts = Array.from({ length: 6 }, (_, n) => change(fixture.owner, user.userId, { name: `Try ${n}` }, 1));
      expect(await codes(attempts)).toEqual(['done', ...Array.from({ length: 5 }, () => 'version_conflict')]);
      expect(await fixture.service.get(fixture.owner, user.userId)).toMatchObject({ version: 2 });
    });

    it('one of six concurrent invitations to the same address succeeds', async () => {
      const attempts = Array.from({ length: 6 }, () => invite('same', 'staff', [fixture.lisbon]));
      expect(await codes(attempts)).toEqual([...Array.from({ length: 5 }, () => 'conflict'), 'done']);
      expect(fixture.raised.map(({ eventType }) => eventType)).toEqual(['UserCreated']);
    });

    it('nobody keeps a property deleted while it is being assigned, and events name who lost it', async () => {
      const owner = await fixture.signIn(fixture.owner);
      const houses = new PropertiesService(fixture.resources, fixture.propertyMembers, fixture.events, fixture.clock);
      for (let round = 0; round < ROUNDS; round++) {
        serial += 1;
        const house = { name: `House ${serial}`, city: 'x', timezone: 'UTC', currency: 'EUR', rooms: 1 };
        const { propertyId } = (await houses.rows.create(owner, house)).body;
        const people = await Promise.all(
          ['a', 'b', 'c'].map((who) =>
            invite(`${who}${serial}`, 'staff', who === 'a' ? [propertyId] : [fixture.lisbon]),
          ),
        );
        fixture.forget();
        const propertyIds = [fixture.lisbon, propertyId];
        const outcomes = await codes([
          ...people.map(({ userId }) => change(owner, userId, { propertyIds })),
          houses.remove(owner, propertyId, undefined),
          ...people.map(({ userId }) => change(owner, userId, { propertyIds: [fixture.lisbon] })),
        ]);
        expect(outcomes.filter((code) => code !== 'done' && code !== 'not_found')).toEqual([]);
        for (const { userId } of people) {
          const user = await fixture.service.get(owner, userId);
          expect(user.propertyIds).toEqual([fixture.lisbon].filter((id) => user.propertyIds.includes(id)));
          // Each version was raised once, in the order of the log (commits are acknowledged in any order); the last is
          // the current row.
          const told = fixture.raised
            .toSorted((a, b) => a.seq - b.seq)
            .map(({ payload }) => payload as User)
            .filter((payload) => payload.userId === userId);
          expect(told.map(({ version }) => version)).toEqual(told.map((_, index) => index + 2));
          if (told.length > 0) expect(told.at(-1)).toEqual(user);
        }
      }
    });

    it('an invitation resent and withdrawn concurrently ends up one or the other', async () => {
      for (let round = 0; round < ROUNDS; round++) {
        serial += 1;
        const { userId } = await invite(`fickle${serial}`, 'staff');
        const outcomes = await codes([
          fixture.service.inviteAgain(fixture.owner, userId, ORIGIN),
          fixture.service.withdraw(fixture.owner, userId, undefined, ORIGIN),
          fixture.service.inviteAgain(rival, userId, ORIGIN),
        ]);
        expect(outcomes.filter((code) => code !== 'done' && code !== 'not_found')).toEqual([]);
        await expect(fixture.service.get(fixture.owner, userId)).rejects.toMatchObject({ code: 'not_found' });
      }
    });
  });
}

describeUsers('PGlite', async () => ({ driver: await emptyDatabase(), end: () => Promise.resolve() }));

describeUsers('PostgreSQL', async () => {
  const server = await startPostgres();
  const driver = await PostgresDriver.open({
    url: server.url,
    poolSize: 8,
    onIdleError: (error) => {
      throw error;
    },
  });
  return { driver, end: () => server.stop() };
});
