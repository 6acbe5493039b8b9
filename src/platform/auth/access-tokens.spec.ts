import { describe, expect, it } from '@jest/globals';
import { SimulatedClock } from '@bellhop/realtime/testing';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import type { Settings } from '../config/settings.js';
import { ACCESS_TOKEN_LIFE_MS, AccessTokens, CLOCK_TOLERANCE_MS } from './access-tokens.js';

const settings = { jwtSecret: 'a secret that both instances were given' } as Settings;
const SESSION = { sessionId: randomUUID(), userId: randomUUID(), orgId: randomUUID() };
const START = 1_795_228_622_450;

describe('access tokens between instances with different clocks', () => {
  const between = async (skewMs: number, ageMs: number) => {
    const [issuing, checking] = [new SimulatedClock(START + skewMs), new SimulatedClock(START)];
    const { token, expiresAt } = await new AccessTokens(settings, issuing, null).issue(SESSION);
    checking.advance(ageMs);
    return { found: await new AccessTokens(settings, checking, null).sessionOf(token), expiresAt, now: checking.now() };
  };

  it('are valid immediately if the issuer’s clock is up to 30 s ahead', async () => {
    for (const skewMs of [300, 1_000, 29_000, CLOCK_TOLERANCE_MS]) {
      const { found, expiresAt } = await between(skewMs, 0);
      expect(found).toEqual({ sessionId: SESSION.sessionId, orgId: SESSION.orgId, expiresAt });
    }
    expect((await between(CLOCK_TOLERANCE_MS + 1_000, 0)).found).toBeUndefined();
  });

  it('are never valid after the expiry that clients were told', async () => {
    const skew = fc.integer({ min: -120_000, max: 120_000 });
    const age = fc.integer({ min: 0, max: ACCESS_TOKEN_LIFE_MS + 120_000 });
    await fc.assert(
      fc.asyncProperty(skew, age, async (skewMs, ageMs) => {
        const { found, expiresAt, now } = await between(skewMs, ageMs);
        const begun =
          Math.floor((START + skewMs) / 1_000) * 1_000 <= Math.floor(now / 1_000) * 1_000 + CLOCK_TOLERANCE_MS;
        expect(found !== undefined).toBe(begun && now < expiresAt);
      }),
      { numRuns: 200 },
    );
  });

  it('expire on time even if verified before', async () => {
    const clock = new SimulatedClock(START);
    const tokens = new AccessTokens(settings, clock, null);
    const { token, expiresAt } = await tokens.issue(SESSION);
    expect(await tokens.sessionOf(token)).toBeDefined();
    clock.advance(expiresAt - clock.now() - 1);
    expect(await tokens.sessionOf(token)).toBeDefined();
    clock.advance(1);
    expect(await tokens.sessionOf(token)).toBeUndefined();
  });
});
