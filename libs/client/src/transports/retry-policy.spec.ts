import { describe, expect, it } from '@jest/globals';
import type { ByeReason } from '@bellhop/protocol';
import fc from 'fast-check';
import { RetryPolicy, type Step } from './retry-policy.js';
import type { Ending } from './transport.js';

const refused = (status: number, retryAfterMs?: number): Ending => ({ how: 'refused', status, retryAfterMs });
/** Jitter at its lower end: exactly the requested waits. */
const lowest = () => 0;

const waits = (policy: RetryPolicy, ending: Ending, count: number) =>
  Array.from({ length: count }, () => {
    const step = policy.next(ending, false);
    return step.do === 'retry' ? step.inMs : step.do;
  });

describe('the error matrix', () => {
  it.each<[string, Ending, (Step['do'] | number)[]]>([
    ['401: refresh once, then the session expires', refused(401), ['refresh', 'sign-out']],
    ['403: refresh once, then stop', refused(403), ['refresh', 'stop']],
    ['429: exponential, at most 60 s', refused(429), [2_000, 4_000, 8_000, 16_000, 32_000, 40_000, 40_000]],
    ['429 with Retry-After: not before', refused(429, 45_000), [45_000, 45_000, 45_000, 45_000, 45_000, 45_000]],
    ['429 with a long Retry-After: exactly as long', refused(429, 300_000), [300_000]],
    ['503: 1 s once, then exponential', refused(503), [1_000, 4_000, 8_000, 16_000]],
    ['504: 1 s once, then exponential', refused(504), [1_000, 4_000, 8_000, 16_000]],
    ['503 with Retry-After: not before', refused(503, 20_000), [20_000, 20_000]],
    ['500: like 503', refused(500), [1_000, 4_000]],
    ['network error: exponential', { how: 'network' }, [2_000, 4_000, 8_000]],
    ['410: stop', refused(410), ['stop']],
    ['400: stop', refused(400), ['stop']],
    ['404: stop', refused(404), ['stop']],
    ['204: stop (HTML, "server-sent events")', { how: 'no-content' }, ['stop']],
    ['an end without bye: after the reconnection time', { how: 'ended' }, [2_000]],
    ['bye shutdown: after the given time', { how: 'bye', reason: 'shutdown', reconnectInMs: 3_210 }, [3_210, 3_210]],
    ['bye shutdown at once: after a minimum wait', { how: 'bye', reason: 'shutdown', reconnectInMs: 0 }, [250]],
    ['bye expired: refresh', { how: 'bye', reason: 'expired', reconnectInMs: 0 }, ['refresh', 'sign-out']],
    ['bye revoked: sign out', { how: 'bye', reason: 'revoked', reconnectInMs: 0 }, ['sign-out']],
    [
      'bye too-many: exponential, not before the given time',
      { how: 'bye', reason: 'too-many', reconnectInMs: 5_000 },
      [5_000, 5_000, 8_000],
    ],
    ['aborted: nothing to wait for', { how: 'aborted' }, [0, 0]],
  ])('%s', (_name, ending, expected) => {
    expect(waits(new RetryPolicy(lowest), ending, expected.length)).toEqual(expected);
  });

  it.each<Ending>([{ how: 'silent' }, { how: 'unusable' }, { how: 'bye', reason: 'transport', reconnectInMs: 0 }])(
    '$how: at once over another transport, spaced over the same one',
    (ending) => {
      expect(new RetryPolicy(lowest).next(ending, true)).toEqual({ do: 'retry', inMs: 0, atLeastMs: 0 });
      expect(waits(new RetryPolicy(lowest), ending, 2)).toEqual([2_000, 4_000]);
    },
  );

  it('jitters above each step, never past a minute', () => {
    const almost = () => 0.999_999;
    const found = waits(new RetryPolicy(almost), { how: 'network' }, 7).map((ms) => Math.round(Number(ms)));
    expect(found).toEqual([3_000, 6_000, 12_000, 24_000, 48_000, 60_000, 60_000]);
  });

  it('never lets a client reconnect sooner than the server asked, whatever it responds', () => {
    const ms = fc.oneof(fc.nat({ max: 10_000 }), fc.nat({ max: 200_000 }), fc.constant(2 ** 40));
    const reason = fc.constantFrom<ByeReason>('shutdown', 'too-many', 'transport');
    const ending = fc.oneof(
      fc.constantFrom<Ending>({ how: 'ended' }, { how: 'network' }, { how: 'silent' }, { how: 'unusable' }),
      fc.record({ how: fc.constant('bye' as const), reason, reconnectInMs: ms }),
      fc.record({
        how: fc.constant('refused' as const),
        status: fc.constantFrom(408, 429, 500, 503),
        retryAfterMs: ms,
      }),
    );
    const said = fc.record({ ending, retryMs: fc.option(ms), switches: fc.boolean(), opens: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(said, { minLength: 1 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (all, chance) => {
          const policy = new RetryPolicy(() => chance);
          let asked = 0;
          for (const { ending: next, retryMs, switches, opens } of all) {
            if (opens) policy.opened();
            if (retryMs !== null) policy.retryMs = asked = retryMs;
            const own = next.how === 'bye' ? next.reconnectInMs : next.how === 'refused' ? (next.retryAfterMs ?? 0) : 0;
            const step = policy.next(next, switches);
            // A poll after a stream is not a reconnection.
            const polls =
              switches &&
              (next.how === 'silent' || next.how === 'unusable' || (next.how === 'bye' && next.reason === 'transport'));
            // Browser timers cannot wait longer.
            const least = Math.min(2 ** 31 - 1, polls ? own : Math.max(asked, own));
            expect(step).toMatchObject({ do: 'retry', atLeastMs: least });
            if (step.do === 'retry') expect(step.inMs).toBeGreaterThanOrEqual(least);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('takes the server’s reconnection time as the first step', () => {
    const policy = new RetryPolicy(lowest);
    policy.retryMs = 500;
    expect(waits(policy, { how: 'network' }, 3)).toEqual([500, 1_000, 2_000]);
  });

  it('starts over once a connection has opened', () => {
    const policy = new RetryPolicy(lowest);
    waits(policy, refused(503), 3);
    policy.next(refused(401), false);
    policy.opened();
    expect(policy.failures).toBe(0);
    expect(waits(policy, refused(503), 2)).toEqual([1_000, 4_000]);
    expect(policy.next(refused(401), false)).toEqual({ do: 'refresh' });
  });

  it('refreshes again after a failed refresh', () => {
    const policy = new RetryPolicy(lowest);
    policy.next(refused(401), false);
    expect(policy.refreshFailed()).toEqual({ do: 'retry', inMs: 2_000, atLeastMs: 0 });
    expect(policy.next(refused(401), false)).toEqual({ do: 'refresh' });
  });
});
