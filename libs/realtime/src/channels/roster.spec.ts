import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Access } from '@bellhop/protocol';
import { defineDomain } from '../events/domain-definition.js';
import { SimulatedClock } from '../testing/simulated-clock.js';
import { TimerWheel } from '../time/timer-wheel.js';
import type { Viewer } from '../application/viewer.js';
import type { AccessEnd, AccessListener, AccessSource } from './access.js';
import type { ReaderLimits } from './reader-count.js';
import { Roster } from './roster.js';
import { Seat } from './seat.js';

const definitions = new Map(
  [
    defineDomain('tasks', { Happened: {} }),
    defineDomain('finance', { Happened: {} }, { roles: ['owner', 'manager'] }),
  ].map((domain) => [domain.name, domain]),
);
const NO_LIMITS: ReaderLimits = { perUser: Infinity, perOrg: Infinity };
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

class Reader implements AccessListener {
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

describe('Roster', () => {
  let clock: SimulatedClock;
  let source: Directory;
  let roster: Roster;
  beforeEach(() => {
    clock = new SimulatedClock(1_000_000);
    source = new Directory();
    const timers = new TimerWheel(clock);
    roster = new Roster('org', {
      definitions,
      clock,
      access: { source, timers },
      onError: (error) => source.errors.push(error),
    });
  });

  const join = (viewer: Viewer, filter = {}): { seat: Seat; reader: Reader } => {
    const seat = roster.join(viewer, 'stream', filter, NO_LIMITS);
    if (!(seat instanceof Seat)) throw new Error(seat);
    const reader = new Reader();
    seat.listen(reader);
    return { seat, reader };
  };

  it('reads an org once, and each session that was not included once', async () => {
    for (const id of ['a', 'b', 'rare']) source.sessions.set(id, viewerOf(id));
    const found = await Promise.all(['a', 'b', 'rare', 'a', 'rare'].map((id) => roster.find(id)));
    expect(found.map((viewer) => viewer?.sessionId)).toEqual(['a', 'b', 'rare', 'a', 'rare']);
    await roster.find('a');
    expect(source.asked.filter((asked) => asked === 'org')).toHaveLength(1);
    expect(source.asked).not.toContain('a');
  });

  it('knows no session that the application does not know', async () => {
    expect(await roster.find('nobody')).toBeUndefined();
  });

  it('reads a session again after ten minutes: no event announces changes made outside the application', async () => {
    source.sessions.set('a', viewerOf('a'));
    source.sessions.set('b', viewerOf('b'));
    await Promise.all([roster.find('a'), roster.find('b')]);
    source.sessions.set('a', viewerOf('a', { role: 'staff' }));
    source.sessions.delete('b');
    clock.advance(599_999);
    expect(await roster.find('a')).toMatchObject({ role: 'manager' });
    expect(await roster.find('b')).toBeDefined();
    clock.advance(1);
    expect(await roster.find('a')).toMatchObject({ role: 'staff' });
    expect(await roster.find('b')).toBeUndefined();
    await roster.find('a');
    expect(source.asked.filter((asked) => asked === 'a')).toHaveLength(1);
  });

  it('does not notify subscribers of a change that does not affect what they may see', async () => {
    const { seat, reader } = join(viewerOf('a'));
    const change = { kind: 'rights', userId: 'user of a', role: 'manager', propertyIds: 'all' } as const;
    roster.apply({ ...change, version: 2, also: { name: 'Ann' } });
    expect(reader.told).toEqual([]);
    expect(await roster.find('a')).toMatchObject({ name: 'Ann', version: 2 });
    roster.apply({ ...change, version: 3, role: 'staff' });
    expect(reader.told).toHaveLength(1);
    expect(seat.view.domains.has('finance')).toBe(false);
    expect(await roster.find('a')).toMatchObject({ name: 'Ann', role: 'staff' });
  });

  it('passes a failed look-up to its caller, and retries for the next one', async () => {
    source.sessions.set('a', viewerOf('a'));
    source.failing = true;
    await expect(roster.find('a')).rejects.toThrow('the database is away');
    source.failing = false;
    expect(await roster.find('a')).toMatchObject({ sessionId: 'a' });
  });

  it('changes what a subscriber sees, within its filter, and notifies it', async () => {
    const { seat, reader } = join(viewerOf('a'), { domains: new Set(['finance', 'tasks']) });
    const other = join(viewerOf('b'));
    roster.apply({ kind: 'rights', userId: 'user of a', version: 2, role: 'staff', propertyIds: new Set(['p1']) });
    expect([...seat.view.domains]).toEqual(['tasks']);
    expect(seat.view.sees({ domain: 'tasks', propertyId: 'p2' })).toBe(false);
    expect(reader.told).toEqual([{ domains: ['tasks'], propertyIds: ['p1'] }]);
    expect(other.reader.told).toEqual([]);
  });

  it('lets no older change undo a newer one', () => {
    const { seat } = join(viewerOf('a', { version: 5, role: 'staff' }));
    roster.apply({ kind: 'rights', userId: 'user of a', version: 4, role: 'owner', propertyIds: 'all' });
    expect(seat.view.domains.has('finance')).toBe(false);
  });

  it('lets no look-up in progress undo a change', async () => {
    source.sessions.set('a', viewerOf('a', { role: 'owner' }));
    source.holding = true;
    const found = roster.find('a');
    await settle();
    roster.apply({ kind: 'rights', userId: 'user of a', version: 2, role: 'staff', propertyIds: 'all' });
    source.held.shift()?.();
    expect(await found).toMatchObject({ role: 'staff', version: 2 });
  });

  it('lets no look-up in progress revive a session that has ended', async () => {
    source.sessions.set('a', viewerOf('a'));
    source.holding = true;
    const found = roster.find('a');
    await settle();
    roster.apply({ kind: 'sessions-ended', sessionIds: ['a'] });
    source.held.shift()?.();
    expect(await found).toBeUndefined();
    expect(roster.join(viewerOf('a'), 'stream', {}, NO_LIMITS)).toBe('ended');
  });

  it.each([
    ['its session', { kind: 'sessions-ended', sessionIds: ['a', 'x'] } as const],
    ['its user', { kind: 'user-ended', userId: 'user of a' } as const],
  ])('ends a subscription with %s, once, and admits the session no more', async (_, change) => {
    source.sessions.set('a', viewerOf('a'));
    source.sessions.set('b', viewerOf('b'));
    await roster.find('a');
    const { reader } = join(viewerOf('a'));
    const other = join(viewerOf('b'));
    roster.apply(change);
    roster.apply(change);
    expect(reader.told).toEqual(['revoked']);
    expect(other.reader.told).toEqual([]);
    expect(await roster.find('a')).toBeUndefined();
    expect(roster.count('stream')).toBe(1);
  });

  it('reports an earlier end to a subscriber that starts to listen', () => {
    const seat = roster.join(viewerOf('a'), 'stream', {}, NO_LIMITS) as Seat;
    roster.apply({ kind: 'sessions-ended', sessionIds: ['a'] });
    const reader = new Reader();
    seat.listen(reader);
    expect(reader.told).toEqual(['revoked']);
  });

  it('reports once to a subscriber that starts to listen that its rights have changed since it was admitted', () => {
    const seat = roster.join(viewerOf('a'), 'stream', {}, NO_LIMITS) as Seat;
    const change = { kind: 'rights', userId: viewerOf('a').userId, role: 'staff' } as const;
    roster.apply({ ...change, version: 20, propertyIds: new Set(['p1']) });
    roster.apply({ ...change, version: 21, propertyIds: new Set(['p2']) });
    const reader = new Reader();
    seat.listen(reader);
    expect(reader.told).toEqual([{ domains: ['tasks'], propertyIds: ['p2'] }]);
  });

  it('notifies the others if one of them fails', () => {
    const seat = roster.join(viewerOf('a'), 'stream', {}, NO_LIMITS) as Seat;
    seat.listen({
      accessChanged: () => {
        throw new Error('broken');
      },
      accessEnded: () => {
        throw new Error('broken');
      },
    });
    const { reader } = join(viewerOf('a'));
    const { userId } = viewerOf('a');
    roster.apply({ kind: 'rights', userId, version: 20, role: 'staff', propertyIds: new Set(['p1']) });
    roster.apply({ kind: 'user-ended', userId });
    expect(reader.told).toEqual([{ domains: ['tasks'], propertyIds: ['p1'] }, 'revoked']);
    expect(source.errors).toHaveLength(2);
  });

  it('does not notify a subscriber that has left', () => {
    const { seat, reader } = join(viewerOf('a'));
    seat.leave();
    roster.apply({ kind: 'sessions-ended', sessionIds: ['a'] });
    expect(reader.told).toEqual([]);
    expect(roster.count('stream')).toBe(0);
  });

  it('admits no more than its limits allow, per user and per org, streams and polls counted apart', () => {
    const limits = { perUser: 2, perOrg: 3 };
    const of = (userId: string, kind: 'stream' | 'poll' = 'stream') =>
      roster.join(viewerOf(`s${userId}`, { userId }), kind, {}, limits);
    const first = of('u1') as Seat;
    of('u1');
    expect(of('u1')).toBe('user-full');
    expect(of('u1', 'poll')).toBeInstanceOf(Seat);
    of('u2');
    expect(of('u3')).toBe('org-full');
    first.leave();
    first.leave();
    expect(of('u3')).toBeInstanceOf(Seat);
    expect(of('u1')).toBe('org-full');
  });

  describe('when a session is due for a refresh', () => {
    const expiresAt = 1_000_000 + HOUR;

    it('ends its subscriptions as expired, within a fifth of a second', async () => {
      source.sessions.set('a', viewerOf('a', { expiresAt }));
      const { reader } = join(viewerOf('a', { expiresAt }));
      clock.advance(HOUR - 1);
      await settle();
      expect(reader.told).toEqual([]);
      clock.advance(201);
      await settle();
      expect(reader.told).toEqual(['expired']);
    });

    it('keeps them if it was refreshed, here or elsewhere', async () => {
      source.sessions.set('a', viewerOf('a', { expiresAt: expiresAt + HOUR }));
      const { reader } = join(viewerOf('a', { expiresAt }));
      clock.advance(2 * HOUR - 1);
      await settle();
      expect(reader.told).toEqual([]);
      clock.advance(201);
      await settle();
      expect(reader.told).toEqual(['expired']);
    });

    it('ends them as revoked if it has ended', async () => {
      const { reader } = join(viewerOf('a', { expiresAt }));
      clock.advance(HOUR + 200);
      await settle();
      expect(reader.told).toEqual(['revoked']);
    });

    it('retries a second later if the look-up fails', async () => {
      source.sessions.set('a', viewerOf('a', { expiresAt: expiresAt + HOUR }));
      source.failing = true;
      const { reader } = join(viewerOf('a', { expiresAt }));
      clock.advance(HOUR + 200);
      await settle();
      expect(source.errors).toHaveLength(1);
      source.failing = false;
      clock.advance(1_200);
      await settle();
      expect(reader.told).toEqual([]);
      expect(source.asked.filter((asked) => asked === 'a')).toHaveLength(2);
    });

    it('stops checking once it has no subscriptions', async () => {
      const { seat } = join(viewerOf('a', { expiresAt }));
      seat.leave();
      clock.advance(2 * HOUR);
      await settle();
      expect(source.asked).toEqual([]);
      expect(clock.pendingTimers).toBe(0);
    });

    it('admits a session again that was refreshed late', async () => {
      source.sessions.set('a', viewerOf('a', { expiresAt }));
      await roster.find('a');
      join(viewerOf('a', { expiresAt }));
      clock.advance(HOUR + 200);
      await settle();
      source.sessions.set('a', viewerOf('a', { expiresAt: expiresAt + HOUR }));
      expect(await roster.find('a')).toMatchObject({ expiresAt: expiresAt + HOUR });
    });
  });

  it('reloads every session when the log has gone back, whatever versions it knew', async () => {
    source.sessions.set('a', viewerOf('a', { version: 1, role: 'staff' }));
    const demoted = join(viewerOf('a', { version: 9 }));
    const ended = join(viewerOf('b'));
    await roster.restart();
    expect(demoted.reader.told).toEqual([{ domains: ['tasks'], propertyIds: 'all' }]);
    expect(ended.reader.told).toEqual(['revoked']);
  });

  it('drops sessions without subscriptions, and keeps the others', async () => {
    for (const id of ['a', 'b']) source.sessions.set(id, viewerOf(id));
    await roster.find('a');
    join(viewerOf('a'));
    clock.advance(10 * 60_000);
    roster.sweep();
    expect(roster.size).toBe(1);
  });

  it('shares one view between subscribers with the same rights', () => {
    expect(join(viewerOf('a')).seat.view).toBe(join(viewerOf('b')).seat.view);
    expect(join(viewerOf('a')).seat.view).not.toBe(join(viewerOf('c', { role: 'staff' })).seat.view);
  });
});
