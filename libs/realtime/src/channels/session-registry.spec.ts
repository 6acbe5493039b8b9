import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Access } from '@bellhop/protocol';
import { defineDomain } from '../events/domain-definition.js';
import { SimulatedClock } from '../testing/simulated-clock.js';
import { TimerWheel } from '../time/timer-wheel.js';
import type { Viewer } from '../application/viewer.js';
import type { AccessEnd, AccessListener, AccessSource } from './access.js';
import type { SubscriberLimits } from './subscriber-count.js';
import { SessionRegistry } from './session-registry.js';
import { Registration } from './registration.js';

const definitions = new Map(
  [
    defineDomain('tasks', { Happened: {} }),
    defineDomain('finance', { Happened: {} }, { roles: ['owner', 'manager'] }),
  ].map((domain) => [domain.name, domain]),
);
const NO_LIMITS: SubscriberLimits = { perUser: Infinity, perOrg: Infinity };
const HOUR = 3_600_000;

const viewerOf = (sessionId: string, changes: Partial<Viewer> = {}): Viewer => ({
  orgId: 'org',
  userId: `user of ${sessionId}`,
  sessionId,
  role: 'manager',
  propertyIds: 'all',
  version: 1,
  ...changes,
});

class Listener implements AccessListener {
  readonly told: (Access | AccessEnd)[] = [];
  accessChanged(access: Access): void {
    this.told.push(access);
  }
  accessEnded(reason: AccessEnd): void {
    this.told.push(reason);
  }
}

/** A look-up that returns when the test says so. */
class Directory implements AccessSource {
  readonly sessions = new Map<string, Viewer>();
  readonly asked: string[] = [];
  readonly errors: unknown[] = [];
  failing = false;
  /** Look-ups that have read their result and not returned it yet. */
  readonly held: (() => void)[] = [];
  holding = false;

  async load(_orgId: string, sessionId: string): Promise<Viewer | undefined> {
    this.asked.push(sessionId);
    const found = this.sessions.get(sessionId);
    await this.#hold();
    return found;
  }

  async loadOrg(): Promise<Iterable<Viewer>> {
    this.asked.push('org');
    const found = [...this.sessions.values()].filter(({ sessionId }) => !sessionId.startsWith('rare'));
    await this.#hold();
    return found;
  }

  changeBy(): undefined {
    return undefined;
  }

  async #hold(): Promise<void> {
    if (this.failing) throw new Error('the database is away');
    if (this.holding) await new Promise<void>((resolve) => this.held.push(resolve));
  }
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('SessionRegistry', () => {
  let clock: SimulatedClock;
  let source: Directory;
  let registry: SessionRegistry;
  beforeEach(() => {
    clock = new SimulatedClock(1_000_000);
    source = new Directory();
    const timers = new TimerWheel(clock);
    registry = new SessionRegistry('org', {
      definitions,
      clock,
      access: { source, timers },
      onError: (error) => source.errors.push(error),
    });
  });

  const join = (viewer: Viewer, filter = {}): { registration: Registration; listener: Listener } => {
    const registration = registry.register(viewer, 'stream', filter, NO_LIMITS);
    if (!(registration instanceof Registration)) throw new Error(registration);
    const listener = new Listener();
    registration.listen(listener);
    return { registration, listener };
  };

  it('reads an org once, and each session that was not included once', async () => {
    for (const id of ['a', 'b', 'rare']) source.sessions.set(id, viewerOf(id));
    const found = await Promise.all(['a', 'b', 'rare', 'a', 'rare'].map((id) => registry.find(id)));
    expect(found.map((viewer) => viewer?.sessionId)).toEqual(['a', 'b', 'rare', 'a', 'rare']);
    await registry.find('a');
    expect(source.asked.filter((asked) => asked === 'org')).toHaveLength(1);
    expect(source.asked).not.toContain('a');
  });

  it('knows no session that the application does not know', async () => {
    expect(await registry.find('nobody')).toBeUndefined();
  });

  it('reads a session again after ten minutes: no event announces changes made outside the application', async () => {
    source.sessions.set('a', viewerOf('a'));
    source.sessions.set('b', viewerOf('b'));
    await Promise.all([registry.find('a'), registry.find('b')]);
    source.sessions.set('a', viewerOf('a', { role: 'staff' }));
    source.sessions.delete('b');
    clock.advance(599_999);
    expect(await registry.find('a')).toMatchObject({ role: 'manager' });
    expect(await registry.find('b')).toBeDefined();
    clock.advance(1);
    expect(await registry.find('a')).toMatchObject({ role: 'staff' });
    expect(await registry.find('b')).toBeUndefined();
    await registry.find('a');
    expect(source.asked.filter((asked) => asked === 'a')).toHaveLength(1);
  });

  it('does not notify subscribers of a change that does not affect what they may see', async () => {
    const { registration, listener } = join(viewerOf('a'));
    const change = { kind: 'rights', userId: 'user of a', role: 'manager', propertyIds: 'all' } as const;
    registry.apply({ ...change, version: 2, also: { name: 'Ann' } });
    expect(listener.told).toEqual([]);
    expect(await registry.find('a')).toMatchObject({ name: 'Ann', version: 2 });
    registry.apply({ ...change, version: 3, role: 'staff' });
    expect(listener.told).toHaveLength(1);
    expect(registration.view.domains.has('finance')).toBe(false);
    expect(await registry.find('a')).toMatchObject({ name: 'Ann', role: 'staff' });
  });

  it('passes a failed look-up to its caller, and retries for the next one', async () => {
    source.sessions.set('a', viewerOf('a'));
    source.failing = true;
    await expect(registry.find('a')).rejects.toThrow('the database is away');
    source.failing = false;
    expect(await registry.find('a')).toMatchObject({ sessionId: 'a' });
  });

  it('changes what a subscriber sees, within its filter, and notifies it', async () => {
    const { registration, listener } = join(viewerOf('a'), { domains: new Set(['finance', 'tasks']) });
    const other = join(viewerOf('b'));
    registry.apply({ kind: 'rights', userId: 'user of a', version: 2, role: 'staff', propertyIds: new Set(['p1']) });
    expect([...registration.view.domains]).toEqual(['tasks']);
    expect(registration.view.sees({ domain: 'tasks', propertyId: 'p2' })).toBe(false);
    expect(listener.told).toEqual([{ domains: ['tasks'], propertyIds: ['p1'] }]);
    expect(other.listener.told).toEqual([]);
  });

  it('lets no older change undo a newer one', () => {
    const { registration } = join(viewerOf('a', { version: 5, role: 'staff' }));
    registry.apply({ kind: 'rights', userId: 'user of a', version: 4, role: 'owner', propertyIds: 'all' });
    expect(registration.view.domains.has('finance')).toBe(false);
  });

  it('lets no look-up in progress undo a change', async () => {
    source.sessions.set('a', viewerOf('a', { role: 'owner' }));
    source.holding = true;
    const found = registry.find('a');
    await settle();
    registry.apply({ kind: 'rights', userId: 'user of a', version: 2, role: 'staff', propertyIds: 'all' });
    source.held.shift()?.();
    expect(await found).toMatchObject({ role: 'staff', version: 2 });
  });

  it('lets no look-up in progress revive a session that has ended', async () => {
    source.sessions.set('a', viewerOf('a'));
    source.holding = true;
    const found = registry.find('a');
    await settle();
    registry.apply({ kind: 'sessions-ended', sessionIds: ['a'] });
    source.held.shift()?.();
    expect(await found).toBeUndefined();
    expect(registry.register(viewerOf('a'), 'stream', {}, NO_LIMITS)).toBe('ended');
  });

  it.each([
    ['its session', { kind: 'sessions-ended', sessionIds: ['a', 'x'] } as const],
    ['its user', { kind: 'user-ended', userId: 'user of a' } as const],
  ])('ends a subscription with %s, once, and admits the session no more', async (_, change) => {
    source.sessions.set('a', viewerOf('a'));
    source.sessions.set('b', viewerOf('b'));
    await registry.find('a');
    const { listener } = join(viewerOf('a'));
    const other = join(viewerOf('b'));
    registry.apply(change);
    registry.apply(change);
    expect(listener.told).toEqual(['revoked']);
    expect(other.listener.told).toEqual([]);
    expect(await registry.find('a')).toBeUndefined();
    expect(registry.count('stream')).toBe(1);
  });

  it('ends every session that an event names, and no other', () => {
    const [a, b, c] = [join(viewerOf('a')), join(viewerOf('b')), join(viewerOf('c'))];
    registry.apply({ kind: 'sessions-ended', sessionIds: ['x', 'b', 'c'] });
    expect([a, b, c].map(({ listener }) => listener.told)).toEqual([[], ['revoked'], ['revoked']]);
  });

  it('reports an earlier end to a subscriber that starts to listen', () => {
    const registration = registry.register(viewerOf('a'), 'stream', {}, NO_LIMITS) as Registration;
    registry.apply({ kind: 'sessions-ended', sessionIds: ['a'] });
    const listener = new Listener();
    registration.listen(listener);
    expect(listener.told).toEqual(['revoked']);
  });

  it('reports once to a subscriber that starts to listen that its rights have changed since it was admitted', () => {
    const registration = registry.register(viewerOf('a'), 'stream', {}, NO_LIMITS) as Registration;
    const change = { kind: 'rights', userId: viewerOf('a').userId, role: 'staff' } as const;
    registry.apply({ ...change, version: 20, propertyIds: new Set(['p1']) });
    registry.apply({ ...change, version: 21, propertyIds: new Set(['p2']) });
    const listener = new Listener();
    registration.listen(listener);
    expect(listener.told).toEqual([{ domains: ['tasks'], propertyIds: ['p2'] }]);
  });

  it('notifies the others if one of them fails', () => {
    const registration = registry.register(viewerOf('a'), 'stream', {}, NO_LIMITS) as Registration;
    registration.listen({
      accessChanged: () => {
        throw new Error('broken');
      },
      accessEnded: () => {
        throw new Error('broken');
      },
    });
    const { listener } = join(viewerOf('a'));
    const { userId } = viewerOf('a');
    registry.apply({ kind: 'rights', userId, version: 20, role: 'staff', propertyIds: new Set(['p1']) });
    registry.apply({ kind: 'user-ended', userId });
    expect(listener.told).toEqual([{ domains: ['tasks'], propertyIds: ['p1'] }, 'revoked']);
    expect(source.errors).toHaveLength(2);
  });

  it('does not notify a subscriber that has left', () => {
    const { registration, listener } = join(viewerOf('a'));
    registration.release();
    registry.apply({ kind: 'sessions-ended', sessionIds: ['a'] });
    expect(listener.told).toEqual([]);
    expect(registry.count('stream')).toBe(0);
  });

  it('admits no more than its limits allow, per user and per org, streams and polls counted apart', () => {
    const limits = { perUser: 2, perOrg: 3 };
    const of = (userId: string, kind: 'stream' | 'poll' = 'stream') =>
      registry.register(viewerOf(`s${userId}`, { userId }), kind, {}, limits);
    const first = of('u1') as Registration;
    of('u1');
    expect(of('u1')).toBe('user-full');
    expect(of('u1', 'poll')).toBeInstanceOf(Registration);
    of('u2');
    expect(of('u3')).toBe('org-full');
    first.release();
    first.release();
    expect(of('u3')).toBeInstanceOf(Registration);
    expect(of('u1')).toBe('org-full');
  });

  describe('when a session is due for a refresh', () => {
    const expiresAt = 1_000_000 + HOUR;

    it('ends its subscriptions as expired, within a fifth of a second', async () => {
      source.sessions.set('a', viewerOf('a', { expiresAt }));
      const { listener } = join(viewerOf('a', { expiresAt }));
      clock.advance(HOUR - 1);
      await settle();
      expect(listener.told).toEqual([]);
      clock.advance(201);
      await settle();
      expect(listener.told).toEqual(['expired']);
    });

    it('keeps them if it was refreshed, here or elsewhere', async () => {
      source.sessions.set('a', viewerOf('a', { expiresAt: expiresAt + HOUR }));
      const { listener } = join(viewerOf('a', { expiresAt }));
      clock.advance(2 * HOUR - 1);
      await settle();
      expect(listener.told).toEqual([]);
      clock.advance(201);
      await settle();
      expect(listener.told).toEqual(['expired']);
    });

    it('ends them as revoked if it has ended', async () => {
      const { listener } = join(viewerOf('a', { expiresAt }));
      clock.advance(HOUR + 200);
      await settle();
      expect(listener.told).toEqual(['revoked']);
    });

    it('retries a second later if the look-up fails', async () => {
      source.sessions.set('a', viewerOf('a', { expiresAt: expiresAt + HOUR }));
      source.failing = true;
      const { listener } = join(viewerOf('a', { expiresAt }));
      clock.advance(HOUR + 200);
      await settle();
      expect(source.errors).toHaveLength(1);
      source.failing = false;
      clock.advance(1_200);
      await settle();
      expect(listener.told).toEqual([]);
      expect(source.asked.filter((asked) => asked === 'a')).toHaveLength(2);
    });

    it('stops checking once it has no subscriptions', async () => {
      const { registration } = join(viewerOf('a', { expiresAt }));
      registration.release();
      clock.advance(2 * HOUR);
      await settle();
      expect(source.asked).toEqual([]);
      expect(clock.pendingTimers).toBe(0);
    });

    it('admits a session again that was refreshed late', async () => {
      source.sessions.set('a', viewerOf('a', { expiresAt }));
      await registry.find('a');
      join(viewerOf('a', { expiresAt }));
      clock.advance(HOUR + 200);
      await settle();
      source.sessions.set('a', viewerOf('a', { expiresAt: expiresAt + HOUR }));
      expect(await registry.find('a')).toMatchObject({ expiresAt: expiresAt + HOUR });
    });
  });

  it('reloads every session when the log has gone back, whatever versions it knew', async () => {
    source.sessions.set('a', viewerOf('a', { version: 1, role: 'staff' }));
    const demoted = join(viewerOf('a', { version: 9 }));
    const ended = join(viewerOf('b'));
    await registry.restart();
    expect(demoted.listener.told).toEqual([{ domains: ['tasks'], propertyIds: 'all' }]);
    expect(ended.listener.told).toEqual(['revoked']);
  });

  it('drops sessions without subscriptions, and keeps the others', async () => {
    for (const id of ['a', 'b']) source.sessions.set(id, viewerOf(id));
    await registry.find('a');
    join(viewerOf('a'));
    clock.advance(10 * 60_000);
    registry.sweep();
    expect(registry.size).toBe(1);
  });

  it('shares one view between subscribers with the same rights', () => {
    expect(join(viewerOf('a')).registration.view).toBe(join(viewerOf('b')).registration.view);
    expect(join(viewerOf('a')).registration.view).not.toBe(join(viewerOf('c', { role: 'staff' })).registration.view);
  });
});
