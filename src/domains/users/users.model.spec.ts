import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Role, User } from '@bellhop/hotel';
import fc from 'fast-check';
import { createUsersFixture, type UsersFixture } from '../../../test/support/users-fixture.js';
import { ProblemException } from '../../platform/http/problem.js';
import type { UpdateUserDto } from './users.dto.js';

const ORIGIN = { address: null, userAgent: null, language: 'en' as const };

/** One action. `who` and `whom` are indices into the current users. */
type Step =
  | { readonly do: 'invite'; readonly role: Role; readonly houses: number }
  | { readonly do: 'join'; readonly whom: number }
  | { readonly do: 'withdraw'; readonly whom: number }
  | { readonly do: 'release'; readonly whom: number }
  | { readonly do: 'change'; readonly who: number; readonly whom: number; readonly input: Wish };

interface Wish {
  readonly name?: string | undefined;
  readonly role?: Role | undefined;
  readonly allProperties?: boolean | undefined;
  /** A bit for each of the two properties. */
  readonly houses?: number | undefined;
  readonly disabled?: boolean | undefined;
}

/** Possible outcomes of a step, each with steps that lead to it. These examples run first, whatever the seed. */
const OUTCOMES: Readonly<Record<string, readonly Step[]>> = {
  'invite done': [{ do: 'invite', role: 'staff', houses: 1 }],
  'join done': [
    { do: 'invite', role: 'manager', houses: 3 },
    { do: 'join', whom: 2 },
  ],
  'withdraw done': [
    { do: 'invite', role: 'staff', houses: 2 },
    { do: 'withdraw', whom: 2 },
  ],
  'withdraw conflict': [{ do: 'withdraw', whom: 1 }],
  'release done': [
    { do: 'invite', role: 'staff', houses: 1 },
    { do: 'release', whom: 0 },
  ],
  'change done': [{ do: 'change', who: 0, whom: 1, input: { role: 'manager', houses: 2, disabled: true } }],
  'change conflict': [{ do: 'change', who: 0, whom: 0, input: { role: 'staff' } }],
  'change forbidden': [{ do: 'change', who: 1, whom: 0, input: { name: 'Ada' } }],
  'change validation_failed': [{ do: 'change', who: 0, whom: 1, input: { allProperties: true, houses: 1 } }],
};

const role = fc.constantFrom<Role>('owner', 'manager', 'staff');
const place = fc.nat({ max: 5 });
const houses = fc.nat({ max: 3 });
const steps = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('invite' as const), role, houses }),
    fc.record({ do: fc.constant('join' as const), whom: place }),
    fc.record({ do: fc.constant('withdraw' as const), whom: place }),
    fc.record({ do: fc.constant('release' as const), whom: place }),
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('change' as const),
        who: place,
        whom: place,
        input: fc.record(
          { name: fc.constantFrom('Ada', 'Bo'), role, allProperties: fc.boolean(), houses, disabled: fc.boolean() },
          { requiredKeys: [] },
        ),
      }),
    },
  ),
  { minLength: 1, maxLength: 14 },
);

let fixture: UsersFixture;
beforeAll(async () => {
  fixture = await createUsersFixture();
});
afterAll(() => fixture.close());

const people = async (): Promise<readonly User[]> => (await fixture.service.list(fixture.owner, { limit: 200 })).items;
const bits = (mask: number): string[] => [fixture.lisbon, fixture.newYork].filter((_, bit) => mask & (1 << bit));

/** Resets to one owner and one member of staff. */
async function reset(): Promise<void> {
  const keep = [fixture.owner.userId, fixture.staff.userId];
  await fixture.database.query('delete from users where user_id <> all($1)', [keep]);
  await fixture.database.query(
    `update users set name = 'owner', role = 'owner', all_properties = true, disabled_at = null where user_id = $1`,
    [fixture.owner.userId],
  );
  await fixture.database.query(
    `update users set name = 'staff', role = 'staff', all_properties = true, disabled_at = null where user_id = $1`,
    [fixture.staff.userId],
  );
  await fixture.database.query('delete from user_properties', []);
}

async function run(step: Step, serial: number): Promise<void> {
  const { service, owner } = fixture;
  const now = await people();
  const at = (index: number): User => now[index % now.length] as User;
  if (step.do === 'invite') {
    const rights = step.role === 'owner' ? {} : { propertyIds: bits(step.houses) };
    await service.invite(owner, { email: `m${serial}@fixture.test`, name: 'New', role: step.role, ...rights }, ORIGIN);
  } else if (step.do === 'join') {
    // Done by the accounts service, which raises the event; this model needs only the row.
    await fixture.database.query(
      `update users set password_hash = user_id::text where user_id = $1 and password_hash is null`,
      [at(step.whom).userId],
    );
  } else if (step.do === 'withdraw') {
    await service.withdraw(owner, at(step.whom).userId, undefined, ORIGIN);
  } else if (step.do === 'release') {
    const property = step.whom % 2 === 0 ? fixture.lisbon : fixture.newYork;
    await fixture.events.transaction((unit) => fixture.propertyMembers.release(unit, owner, property));
  } else {
    const { houses: mask, ...rest } = step.input;
    const actor = at(step.who);
    const principal = { ...owner, userId: actor.userId, role: actor.role };
    const input = { ...rest, ...(mask !== undefined && { propertyIds: bits(mask) }) };
    await service.update(principal, at(step.whom).userId, input as UpdateUserDto, undefined, ORIGIN);
  }
}

const runs = (user: User) => user.role === 'owner' && user.status === 'active';

it('events reproduce every change, and an active owner always remains, whatever users do', async () => {
  let serial = 0;
  /** Outcome of the last step of each run. */
  const last: string[] = [];
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      await reset();
      let outcome = '';
      for (const step of sequence) {
        fixture.forget();
        const before = new Map((await people()).map((user) => [user.userId, user]));
        const problem = await run(step, (serial += 1)).then(
          () => undefined,
          (error: unknown) => {
            if (error instanceof ProblemException) return error.code;
            throw error;
          },
        );
        outcome = `${step.do} ${problem ?? 'done'}`;
        const after = new Map((await people()).map((user) => [user.userId, user]));

        // Applying the events to the old state yields the state that a reader finds.
        const told = new Map(before);
        const events = fixture.raised.filter(({ domain }) => domain === 'users');
        for (const { eventType, payload } of events) {
          const { userId, version } = payload as User;
          expect(version).toBe((before.get(userId)?.version ?? 0) + 1);
          if (eventType === 'UserDeleted') told.delete(userId);
          else told.set(userId, payload as User);
        }
        if (problem !== undefined) expect(events).toEqual([]);
        // The event of joining is raised elsewhere.
        if (step.do !== 'join') expect([...told.values()].sort(byId)).toEqual([...after.values()].sort(byId));

        expect([...after.values()].some(runs)).toBe(true);
        for (const user of after.values()) {
          if (user.role === 'owner') expect(user.allProperties).toBe(true);
          if (user.allProperties) expect(user.propertyIds).toEqual([]);
        }
        if (step.do === 'change' && problem === undefined) {
          const actor = [...before.values()][step.who % before.size];
          const subject = [...before.values()][step.whom % before.size];
          const onlyOwnName = actor === subject && Object.keys(step.input).every((field) => field === 'name');
          expect(actor?.role === 'owner' || onlyOwnName).toBe(true);
        }
      }
      last.push(outcome);
    }),
    { numRuns: 60, examples: Object.values(OUTCOMES).map((sequence): [Step[]] => [[...sequence]]) },
  );
  expect(last.slice(0, Object.keys(OUTCOMES).length)).toEqual(Object.keys(OUTCOMES));
});

const byId = (a: User, b: User): number => (a.userId < b.userId ? -1 : 1);
