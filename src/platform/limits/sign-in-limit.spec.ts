import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Counters } from './counters.js';
import type { KnownNetworks } from './known-networks.js';
import type { Limiter } from './limiter.js';
import { MemoryLimiter } from './memory-limiter.js';
import type { Policy } from './policy.js';
import { SignInLimit } from './sign-in-limit.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const VICTIM = 'victim@aurora.test';
const HOME = '203.0.113.1';

describe('SignInLimit', () => {
  let limit: SignInLimit;
  beforeEach(() => {
    jest.useFakeTimers({ now: 1_000_000 });
    const counters = { shared: (policy: Policy): Limiter => new MemoryLimiter(policy) };
    const known = { has: (email: string, network: string) => Promise.resolve(email === VICTIM && network === HOME) };
    limit = new SignInLimit(counters as Counters, known as KnownNetworks);
  });
  afterEach(() => void jest.useRealTimers());

  const attempt = async (email: string, network: string, succeeds = false): Promise<boolean> => {
    const { verdict, succeeded } = await limit.attempt(email, email, network);
    if (verdict.allowed && succeeds) await succeeded();
    return verdict.allowed;
  };
  /** How many of `times` attempts are allowed. */
  const passing = async (times: number, ...what: Parameters<typeof attempt>): Promise<number> => {
    let passed = 0;
    for (let n = 0; n < times; n += 1) if (await attempt(...what)) passed += 1;
    return passed;
  };
  /** Guesses as fast as one address may on one account. */
  const guessFor = async (minutes: number, email: string, network: string): Promise<number> => {
    let guesses = 0;
    for (let minute = 0; minute < minutes; minute += 1) {
      guesses += await passing(20, email, network);
      jest.advanceTimersByTime(MINUTE_MS);
    }
    return guesses;
  };

  it('allows 10 attempts a minute per account and address, right or wrong', async () => {
    expect(await passing(30, VICTIM, '198.51.100.1')).toBe(10);
    expect(await passing(30, 'other@aurora.test', '198.51.100.2', true)).toBe(10);
    jest.advanceTimersByTime(MINUTE_MS);
    expect(await passing(30, 'other@aurora.test', '198.51.100.2', true)).toBe(10);
  });

  it('counts no successful sign-in against the account', async () => {
    for (let network = 0; network < 150; network += 1) {
      expect(await attempt('other@aurora.test', `198.51.100.${network}`, true)).toBe(true);
    }
  });

  it('allows an address 20 guesses an hour at an account', async () => {
    expect(await guessFor(60, VICTIM, '198.51.100.1')).toBe(20);
  });

  it('does not lock an account out while another address guesses at it, however long', async () => {
    for (let times = 0; times < 6; times += 1) {
      await guessFor(25, VICTIM, '198.51.100.1');
      expect(await attempt(VICTIM, HOME, true)).toBe(true);
      // Also from a network new to the account: one guesser alone never exhausts the account's limit.
      expect(await attempt(VICTIM, '192.0.2.7', true)).toBe(true);
    }
  });

  it('allows an address 100 failures in 10 minutes over all accounts, without affecting others', async () => {
    let passed = 0;
    for (let n = 0; n < 300; n += 1) if (await attempt(`${n}@aurora.test`, '198.51.100.1')) passed += 1;
    expect(passed).toBe(100);
    expect(await attempt('300@aurora.test', '198.51.100.2')).toBe(true);
    jest.advanceTimersByTime(10 * MINUTE_MS);
    expect(await attempt('300@aurora.test', '198.51.100.1')).toBe(true);
  });

  it('lets all users of a hotel sign in from one address', async () => {
    let passed = 0;
    for (let n = 0; n < 1_000; n += 1) if (await attempt(`${n}@aurora.test`, HOME, true)) passed += 1;
    expect(passed).toBe(1_000);
  });

  it('allows 100 guesses an hour at an account from all addresses, and still admits networks it was signed in from', async () => {
    let passed = 0;
    for (let n = 0; n < 500; n += 1) if (await attempt(VICTIM, `198.51.100.${n % 250}`)) passed += 1;
    expect(passed).toBe(100);
    expect(await passing(3, VICTIM, HOME, true)).toBe(3);
    expect(await attempt(VICTIM, '192.0.2.7', true)).toBe(false);
    expect(await attempt('other@aurora.test', '192.0.2.7', true)).toBe(true);
    jest.advanceTimersByTime(HOUR_MS);
    expect(await attempt(VICTIM, '192.0.2.7', true)).toBe(true);
  });

  it('counts attempts before their outcome is known, so that concurrent ones count', async () => {
    const verdicts = await Promise.all(Array.from({ length: 50 }, () => limit.attempt(VICTIM, VICTIM, '198.51.100.1')));
    expect(verdicts.filter(({ verdict }) => verdict.allowed)).toHaveLength(10);
  });
});
