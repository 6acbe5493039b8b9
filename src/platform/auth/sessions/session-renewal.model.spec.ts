import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { eq } from 'drizzle-orm';
import { createDomainFixture, type DomainFixture } from '../../../../test/support/domain-fixture.js';
import { AuditLog } from '../../audit/audit-log.js';
import { auditEntries } from '../../audit/audit.schema.js';
import type { Settings } from '../../config/settings.js';
import { sessions } from '../auth.schema.js';
import { RefreshTokens } from './refresh-tokens.js';
import { SessionRenewal } from './session-renewal.js';
import { UserSessions } from './user-sessions.js';

const DAY_MS = 86_400_000;
const RUNS = 60;
const keyed = (jwtSecret: string) => new RefreshTokens({ jwtSecret } as Settings, null);

/** An event in the life of a family. */
type Step =
  /** Presents a genuine token: 0 is the newest, 1 the previous one, -1 one never issued. */
  | { readonly kind: 'present'; readonly age: number; readonly times: number }
  /** Presents the newest generation, signed with another key. */
  | { readonly kind: 'forge' }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'end' };

const present = fc.record({
  kind: fc.constant('present' as const),
  age: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(0, 1) },
    { weight: 2, arbitrary: fc.integer({ min: -1, max: 4 }) },
  ),
  times: fc.constantFrom(1, 1, 1, 2, 5),
});
const wait = fc.record({
  kind: fc.constant('wait' as const),
  ms: fc.constantFrom(1, 4_000, 9_999, 10_000, 10_001, 600_000, 30 * DAY_MS - 1, 30 * DAY_MS),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: present },
  { weight: 5, arbitrary: wait },
  { weight: 2, arbitrary: fc.constant({ kind: 'forge' } as const) },
  { weight: 1, arbitrary: fc.constant({ kind: 'end' } as const) },
);

const of = (age: number): Step => ({ kind: 'present', age, times: 1 });

/** A simple model of SessionRenewal's docstring. */
class Family {
  generation = 0;
  ended = false;
  reused = 0;
  #movedAt = -Infinity;

  constructor(private expiresAt: number) {}

  /** Returns the generation in the response; `undefined` for a refusal. */
  present(generation: number, now: number): number | undefined {
    if (this.ended || now >= this.expiresAt || generation > this.generation) return undefined;
    if (generation === this.generation) {
      this.generation += 1;
      this.#movedAt = now;
      this.expiresAt = now + 30 * DAY_MS;
      return this.generation;
    }
    if (generation === this.generation - 1 && now - this.#movedAt <= 10_000) return this.generation;
    this.ended = true;
    this.reused += 1;
    return undefined;
  }

  end(now: number): void {
    if (now < this.expiresAt) this.ended = true;
  }
}

describe('a family of refresh tokens', () => {
  let fixture: DomainFixture;
  let renewal: SessionRenewal;
  let userSessions: UserSessions;
  const tokens = keyed('a secret that is long enough for this');
  const forger = keyed('another secret that is long enough too');
  beforeAll(async () => {
    fixture = await createDomainFixture();
    userSessions = new UserSessions(fixture.clock);
    const { events, accounts, clock } = fixture;
    renewal = new SessionRenewal(events, tokens, userSessions, accounts, new AuditLog(clock), clock);
  });
  afterAll(() => fixture.close());
  beforeEach(() => fixture.forget());

  async function run(steps: readonly Step[]): Promise<void> {
    const { clock, database, events, staff } = fixture;
    fixture.forget();
    await database.db.delete(auditEntries);
    const { sessionId } = await database.transaction((tx) =>
      userSessions.begin(tx, staff, { address: null, userAgent: null, language: 'en' as const }),
    );
    const family = new Family(clock.now() + 30 * DAY_MS);
    for (const next of steps) {
      switch (next.kind) {
        case 'wait':
          clock.advance(next.ms);
          break;
        case 'forge':
          expect(await renewal.renew(forger.write({ sessionId, generation: family.generation }), null)).toBeUndefined();
          break;
        case 'end':
          await events.transaction((unit) => userSessions.endOne(unit, { sessionId, reason: 'ended' }));
          family.end(clock.now());
          break;
        case 'present': {
          const generation = family.generation - next.age;
          if (generation < 0) break;
          const token = tokens.write({ sessionId, generation });
          const answers = await Promise.all(Array.from({ length: next.times }, () => renewal.renew(token, null)));
          const expected = answers.map(() => family.present(generation, clock.now()));
          expect(answers.map((answer) => answer?.generation)).toEqual(expected);
          for (const answer of answers.filter((given) => given !== undefined)) {
            expect(answer.accessExpiresAt.getTime()).toBeGreaterThan(clock.now());
          }
        }
      }
      const [row] = await database.db.select().from(sessions).where(eq(sessions.sessionId, sessionId));
      expect({ generation: row?.generation, ended: row?.endedAt !== null }).toEqual({
        generation: family.generation,
        ended: family.ended,
      });
    }
    expect(fixture.raised.map(({ eventType }) => eventType)).toEqual(family.ended ? ['SessionsEnded'] : []);
    const audited = await database.db.select({ action: auditEntries.action }).from(auditEntries);
    expect(audited).toEqual(family.reused > 0 ? [{ action: 'refresh_reused' }] : []);
  }

  it('behaves like the model for any sequence of tokens', () =>
    fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), run), {
      numRuns: RUNS,
      examples: [9_999, 10_000, 10_001].map((ms): [Step[]] => [[of(0), { kind: 'wait', ms }, of(1), of(0)]]),
    }));

  it('does not advance for a disabled user, and does after they are enabled', async () => {
    const { database, owner } = fixture;
    const session = await database.transaction((tx) =>
      userSessions.begin(tx, owner, { address: null, userAgent: null, language: 'en' as const }),
    );
    const disable = (at: string) =>
      database.query(`update users set disabled_at = ${at} where user_id = $1`, [owner.userId]);
    await disable('now()');
    expect(await renewal.renew(tokens.write(session), null)).toBeUndefined();
    await disable('null');
    expect(await renewal.renew(tokens.write(session), null)).toMatchObject({ generation: 1 });
  });

  it('writes the same token for the same generation, and another key does not accept it', () => {
    const claim = { sessionId: '01980000-0000-7000-8000-000000000000', generation: 7 };
    expect(tokens.write(claim)).toBe(keyed('a secret that is long enough for this').write(claim));
    expect(tokens.read(tokens.write(claim))).toEqual(claim);
    expect(forger.read(tokens.write(claim))).toBeUndefined();
  });

  it('accepts a token in one spelling only', () => {
    const token = tokens.write({ sessionId: '01980000-0000-7000-8000-000000000000', generation: 7 });
    // The last character of 43 carries four bits; base64url decoders ignore the other two.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const twin = `${token.slice(0, -1)}${alphabet[alphabet.indexOf(token.at(-1) ?? '') + 1]}`;
    expect(Buffer.from(twin.split('.')[2] ?? '', 'base64url')).toEqual(
      Buffer.from(token.split('.')[2] ?? '', 'base64url'),
    );
    expect(tokens.read(twin)).toBeUndefined();
  });

  it('accepts no text except its own tokens', () =>
    fc.assert(fc.property(fc.string(), (text) => tokens.read(text) === undefined)));
});
