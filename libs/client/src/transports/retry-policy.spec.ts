import { describe, expect, it } from '@jest/globals';
import { RetryPolicy, type Step } from './retry-policy.js';
import type { Ending } from './transport.js';

const refused = (status: number, retryAfterMs?: number): Ending => ({ how: 'refused', status, retryAfterMs });
/** Jitter at its upper end: the ceilings themselves. */
const highest = () => 1;

const waits = (policy: RetryPolicy, ending: Ending, count: number) =>
  Array.from({ length: count }, () => {
    const step = policy.next(ending, false);
    return step.do === 'retry' ? step.inMs : step.do;
  });

describe('the error matrix', () => {
  it.each<[string, Ending, (Step['do'] | number)[]]>([
    ['401: refresh once, then the session has expired', refused(401), ['refresh', 'sign-out']],
    ['403: refresh once, then never', refused(403), ['refresh', 'stop']],
    ['429: exponential, at most 60 s', refused(429), [2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]],
    ['429 with Retry-After: not before', refused(429, 45_000), [45_000, 45_000, 45_000, 45_000, 45_000, 60_000]],
    ['429 with a long Retry-After: as long as it says', refused(429, 300_000), [300_000]],
    ['503: 1 s once, then exponential', refused(503), [1_000, 4_000, 8_000, 16_000]],
    ['504: 1 s once, then exponential', refused(504), [1_000, 4_000, 8_000, 16_000]],
    ['503 with Retry-After: not before', refused(503, 20_000), [20_000, 20_000]],
    ['500: as 503', refused(500), [1_000, 4_000]],
    ['network error: exponential', { how: 'network' }, [2_000, 4_000, 8_000]],
    ['410: never', refused(410), ['stop']],
    ['400: never', refused(400), ['stop']],
    ['404: never', refused(404), ['stop']],
    ['204: never (HTML, "server-sent events")', { how: 'no-content' }, ['stop']],
    ['an end without a word: after the reconnection time', { how: 'ended' }, [2_000]],
    ['bye shutdown: when it says', { how: 'bye', reason: 'shutdown', reconnectInMs: 3_210 }, [3_210, 3_210]],
    ['bye shutdown at once: not run over', { how: 'bye', reason: 'shutdown', reconnectInMs: 0 }, [250]],
    ['bye expired: refresh', { how: 'bye', reason: 'expired', reconnectInMs: 0 }, ['refresh', 'sign-out']],
    ['bye revoked: signed out', { how: 'bye', reason: 'revoked', reconnectInMs: 0 }, ['sign-out']],
    [
      'bye too-many: exponential, not before it says',
      { how: 'bye', reason: 'too-many', reconnectInMs: 5_000 },
      [5_000, 5_000, 8_000],
    ],
    ['aborted: nothing to wait for', { how: 'aborted' }, [0, 0]],
  ])('%s', (_name, ending, expected) => {
    expect(waits(new RetryPolicy(highest), ending, expected.length)).toEqual(expected);
  });

  it.each<Ending>([{ how: 'silent' }, { how: 'unusable' }, { how: 'bye', reason: 'transport', reconnectInMs: 0 }])(
    '$how: at once over another transport, spaced over the same one',
    (ending) => {
      expect(new RetryPolicy(highest).next(ending, true)).toEqual({ do: 'retry', inMs: 0 });
      expect(waits(new RetryPolicy(highest), ending, 2)).toEqual([2_000, 4_000]);
    },
  );

  it('jitters over the upper half of each step', () => {
    expect(waits(new RetryPolicy(() => 0), { how: 'network' }, 3)).toEqual([1_000, 2_000, 4_000]);
  });

  it('takes the server’s reconnection time as the first step', () => {
    const policy = new RetryPolicy(highest);
    policy.retryMs = 500;
    expect(waits(policy, { how: 'network' }, 3)).toEqual([500, 1_000, 2_000]);
  });

  it('begins anew once a connection has opened', () => {
    const policy = new RetryPolicy(highest);
    waits(policy, refused(503), 3);
    policy.next(refused(401), false);
    policy.opened();
    expect(policy.failures).toBe(0);
    expect(waits(policy, refused(503), 2)).toEqual([1_000, 4_000]);
    expect(policy.next(refused(401), false)).toEqual({ do: 'refresh' });
  });

  it('refreshes again after a refresh that came to nothing', () => {
    const policy = new RetryPolicy(highest);
    policy.next(refused(401), false);
    expect(policy.refreshFailed()).toEqual({ do: 'retry', inMs: 2_000 });
    expect(policy.next(refused(401), false)).toEqual({ do: 'refresh' });
  });
});
