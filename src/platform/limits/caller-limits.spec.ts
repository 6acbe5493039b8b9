import { describe, expect, it } from '@jest/globals';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { identify } from '../access/principal.js';
import { CallerLimits } from './caller-limits.js';
import type { Counters } from './counters.js';
import { MemoryLimiter } from './memory-limiter.js';
import type { Policy } from './policy.js';

/** Limits divided by 100, to be reachable: 10 requests per user, 100 per org, 500 events. */
const counters = {
  ofTraffic: (policy: Policy) => {
    const small = { ...policy, points: policy.points / 100 };
    return new MemoryLimiter(small);
  },
} as Counters;

const reply = () => {
  const headers: Record<string, string> = {};
  const fake = {
    headers: (more: Record<string, string>) => Object.assign(headers, more),
    header: (name: string, value: string) => Object.assign(headers, { [name]: value }),
  };
  return { headers, reply: fake as unknown as FastifyReply };
};

/** How many of `times` calls are allowed. */
function passing(times: number, call: (reply: FastifyReply) => void): number {
  let passed = 0;
  for (let n = 0; n < times; n += 1) {
    const answer = reply();
    try {
      call(answer.reply);
      passed += 1;
    } catch (refused) {
      expect(refused).toMatchObject({ code: 'rate_limited' });
      expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    }
  }
  return passed;
}

describe('CallerLimits', () => {
  const of = (userId: string, orgId = 'aurora'): FastifyRequest => {
    const request = { headers: {} } as FastifyRequest;
    identify(request, { orgId, userId, sessionId: 's', domains: new Set(), propertyIds: 'all' } as never);
    return request;
  };
  const person = (limits: CallerLimits, userId: string, orgId?: string) => (answer: FastifyReply) =>
    limits.person(of(userId, orgId), answer);

  it('limits a user without affecting others', () => {
    const limits = new CallerLimits(counters);
    expect(passing(30, person(limits, 'ann'))).toBe(10);
    expect(passing(10, person(limits, 'bob'))).toBe(10);
  });

  it('limits an org, not counting requests refused to its users, without affecting other orgs', () => {
    const limits = new CallerLimits(counters);
    expect(passing(500, person(limits, 'ann'))).toBe(10);
    let passed = 10;
    for (let user = 0; user < 20; user += 1) passed += passing(10, person(limits, `user ${user}`));
    expect(passed).toBe(100);
    expect(passing(10, person(limits, 'zoe', 'borealis'))).toBe(10);
  });

  it('limits an API key by requests and by events without affecting other keys', () => {
    const limits = new CallerLimits(counters);
    const service = (key: string, events: number) => (answer: FastifyReply) =>
      limits.service(
        { headers: { authorization: `Bearer bh_${key}` }, body: Array.from({ length: events }) } as FastifyRequest,
        answer,
      );
    expect(passing(30, service('one', 1))).toBe(10);
    expect(passing(5, service('two', 200))).toBe(2);
    expect(passing(1, service('three', 500))).toBe(1);
  });
});
