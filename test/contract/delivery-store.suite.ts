import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type {
  BacklogPartition,
  Claim,
  DeadLetter,
  DeliveryStore,
  EventLog,
  PartitionProgress,
  LogRecord,
  Transactor,
} from '@bellhop/realtime';
import { newId, SimulatedClock, unlogged } from '@bellhop/realtime/testing';
import fc from 'fast-check';

/** An opened store under test, over an opened log. */
export interface StoreUnderTest<Tx> {
  readonly log: EventLog<Tx>;
  readonly transactor: Transactor<Tx>;
  readonly store: DeliveryStore;
  /** Another handle on the same data, as another process has it. */
  another(): DeliveryStore;
  close(): Promise<void>;
}

const LEASE_MS = 30_000;
const FAILURE = { name: 'TypeError', message: 'no such room', stack: 'TypeError: no such room\n    at onTask' };

/** Progress whose mark is unknown. */
const at = (seq: number): PartitionProgress => ({ seq, mark: 0, provenAgoMs: 0 });

/** Behaviour that every driver of the delivery store must have. */
export function describeDeliveryStore<Tx>(
  name: string,
  open: (clock: SimulatedClock) => Promise<StoreUnderTest<Tx>>,
): void {
  describe(`delivery store: ${name}`, () => {
    const clock = new SimulatedClock();
    let under: StoreUnderTest<Tx>;
    let store: DeliveryStore;
    let orgs = 0;
    let orgId: string;
    let subscription: string;

    const commit = (count = 1, org = orgId): Promise<readonly LogRecord[]> =>
      under.transactor.transaction((tx) =>
        under.log.append(
          tx,
          Array.from({ length: count }, () => unlogged(org, { timestamp: clock.now() })),
        ),
      );
    const registered = new Set<string>();
    const register = (name: string, from: 'head' | 'start', by = store): Promise<void> => {
      registered.add(name);
      return by.register(name, from);
    };
    const backlog = async (...names: string[]): Promise<BacklogPartition[]> => {
      const partitions: BacklogPartition[] = [];
      let after: string | undefined;
      do {
        const page = await store.backlog(names, after, 3);
        partitions.push(...page.partitions);
        after = page.next;
      } while (after !== undefined);
      return partitions;
    };
    const own = async (name = subscription): Promise<BacklogPartition | undefined> =>
      (await backlog(name)).find((partition) => partition.orgId === orgId);
    const claimed = async (): Promise<Claim> => {
      const claim = await store.claim({ subscription, orgId }, LEASE_MS);
      if (!claim) throw new Error('the partition is not free');
      return claim;
    };
    const deadLetterFor = (claim: Claim, seq: number): DeadLetter => ({
      subscription,
      orgId,
      id: newId(),
      seq,
      eventJson: `{"seq":${seq},"payload":{"text":"a\\u0000b"}}`,
      failure: FAILURE,
      attempts: 8,
      firstFailedAt: clock.now() - 1_000,
      lastFailedAt: clock.now(),
    });

    beforeAll(async () => {
      under = await open(clock);
      store = under.store;
    });
    afterAll(() => under.close());
    beforeEach(async () => {
      orgs += 1;
      orgId = `org-${String(orgs).padStart(3, '0')}`;
      subscription = `digest-${orgs}`;
      await register(subscription, 'head');
    });

    it('can be opened again', async () => {
      await under.another().open();
      await Promise.all([store.open(), under.another().open()]);
    });

    it('starts a new subscription at the head, and before the first event of an organisation that comes later', async () => {
      await commit(3);
      await register('from-the-head', 'head');
      const young = `${orgId}-young`;
      await commit(2);
      await commit(1, young);
      const partitions = await backlog('from-the-head');
      expect(partitions).toContainEqual({ subscription: 'from-the-head', orgId, head: 5, position: 3, leased: false });
      expect(partitions).toContainEqual({
        subscription: 'from-the-head',
        orgId: young,
        head: 1,
        position: 0,
        leased: false,
      });
    });

    it('starts at the oldest retained event for a subscription that wants earlier events', async () => {
      await commit(2);
      clock.advance(10);
      await under.log.purge({ keepMs: 0 });
      await commit(3);
      await register('from-the-start', 'start');
      expect(await own('from-the-start')).toMatchObject({ position: 2, head: 5 });
    });

    it('changes nothing for a known subscription, even when several instances register it at once', async () => {
      const together = Array.from({ length: 4 }, () => register('shared', 'head', under.another()));
      await Promise.all(together);
      await commit(2);
      await register('shared', 'head');
      await register('shared', 'start');
      expect(await own('shared')).toMatchObject({ position: 0, head: 2 });
    });

    it('lists every partition that is behind, a page of organisations at a time, and no other', async () => {
      const others = Array.from({ length: 7 }, (_, index) => `${orgId}-${index}`);
      for (const org of others) await commit(1, org);
      const second = `${subscription}-b`;
      await register(second, 'head');
      for (const org of others.slice(2)) await commit(1, org);
      const partitions = (await backlog(subscription, second)).filter((partition) =>
        partition.orgId.startsWith(`${orgId}-`),
      );
      const of = (wanted: string) =>
        partitions
          .filter((partition) => partition.subscription === wanted)
          .map((partition) => partition.orgId)
          .sort();
      expect(of(subscription)).toEqual(others);
      expect(of(second)).toEqual(others.slice(2));
      expect(await store.backlog([], undefined, 3)).toMatchObject({ partitions: [] });
    });

    it('reports from when on the log is still needed, by the slowest subscription', async () => {
      // Long before anything other tests left behind.
      const times: number[] = [];
      clock.step(-9_000_000);
      for (const then of [1_000_000, 8_000_000]) {
        times.push(clock.now());
        await commit();
        clock.step(then);
      }
      const pass = async (name: string, position: number): Promise<void> => {
        const claim = await store.claim({ subscription: name, orgId }, LEASE_MS);
        if (!claim) throw new Error('the partition is not free');
        await store.release(claim, at(position));
      };
      const neededFrom = () => store.neededFrom([...registered], 60_000);
      expect(await neededFrom()).toBe(times[0]);
      for (const name of registered) if (name !== subscription) await pass(name, 2);
      expect(await neededFrom()).toBe(times[0]);
      await pass(subscription, 1);
      expect(await neededFrom()).toBe(times[1]);
      await pass(subscription, 2);
      expect(await neededFrom()).toBeGreaterThan(times[1] ?? 0);
    });

    it('needs nothing for a subscription that has had no consumer for long', async () => {
      await register('forsaken', 'head');
      clock.step(-20_000_000);
      const loggedAt = clock.now();
      await commit();
      clock.step(20_000_000);
      registered.delete('forsaken');
      // All others are past it.
      for (const name of registered) {
        const claim = await store.claim({ subscription: name, orgId }, LEASE_MS);
        if (claim) await store.release(claim, at(1));
      }
      expect(await store.neededFrom([...registered], 7_200_000)).toBe(loggedAt);
      clock.advance(7_200_001);
      expect(await store.neededFrom([...registered], 7_200_000)).toBeGreaterThan(loggedAt);
    });

    it('gives a partition to one holder at a time, until released', async () => {
      await commit(2);
      const claim = await claimed();
      expect(claim).toMatchObject({
        subscription,
        orgId,
        position: 0,
        head: { seq: 2 },
        failures: 0,
        firstFailedAt: undefined,
      });
      expect(await under.another().claim(claim, LEASE_MS)).toBeUndefined();
      expect(await own()).toMatchObject({ leased: true });
      expect((await store.release(claim, at(2)))?.seq).toBe(2);
      expect(await own()).toBeUndefined();
      const next = await claimed();
      expect(next.position).toBe(2);
      expect(next.token).toBeGreaterThan(claim.token);
    });

    it('gives a free partition to exactly one of 12 concurrent claims', async () => {
      await commit();
      const answers = await Promise.all(
        Array.from({ length: 12 }, () => under.another().claim({ subscription, orgId }, LEASE_MS)),
      );
      expect(answers.filter((claim) => claim !== undefined)).toHaveLength(1);
    });

    it('separates partitions by organisation and subscription', async () => {
      await commit(1);
      await commit(1, `${orgId}-b`);
      await claimed();
      expect(await store.claim({ subscription, orgId: `${orgId}-b` }, LEASE_MS)).toBeDefined();
      expect(await store.claim({ subscription: `${subscription}-b`, orgId }, LEASE_MS)).toBeDefined();
    });

    it('returns the new head on release', async () => {
      await commit(1);
      const claim = await claimed();
      await commit(2);
      expect((await store.release(claim, at(1)))?.seq).toBe(3);
    });

    it('frees a dead holder’s partition when its lease runs out, and not before', async () => {
      const claim = await claimed();
      clock.advance(LEASE_MS - 1);
      expect(await store.claim(claim, LEASE_MS)).toBeUndefined();
      clock.advance(1);
      expect((await store.claim(claim, LEASE_MS))?.token).toBeGreaterThan(claim.token);
    });

    it('renews held claims, returns which ones, and changes no other', async () => {
      await commit(1);
      const dead = await claimed();
      clock.advance(LEASE_MS);
      const live = await claimed();
      const other = await store.claim({ subscription, orgId: `${orgId}-b` }, LEASE_MS);
      if (!other) throw new Error('the partition is not free');
      clock.advance(LEASE_MS - 1);
      expect(await store.renew([dead], LEASE_MS)).toEqual([]);
      expect(await store.renew([live], LEASE_MS)).toEqual([live]);
      expect(await store.renew([], LEASE_MS)).toEqual([]);
      clock.advance(1);
      expect(await store.claim(live, LEASE_MS)).toBeUndefined();
      expect(await store.claim(other, LEASE_MS)).toBeDefined();
    });

    it('refuses every call of a former holder', async () => {
      await commit(9);
      const late = await claimed();
      clock.advance(LEASE_MS);
      const current = await claimed();
      expect(await store.advance(current, at(4))).toBe(true);
      expect(await store.advance(late, at(7))).toBe(false);
      expect(await store.release(late, at(7))).toBeUndefined();
      expect(await store.postpone(late, at(7), { failures: 1, firstFailedAt: 1, delayMs: 10 })).toBe(false);
      expect(await store.deadLetter(late, at(8), deadLetterFor(late, 8))).toBe(false);
      expect(await store.deadLetters(orgId, undefined, 10)).toEqual([]);
      expect(await own()).toMatchObject({ position: 4, leased: true });
      expect((await store.release(current, at(5)))?.seq).toBe(9);
      expect(await store.advance(current, at(6))).toBe(false);
      expect(await store.renew([current], LEASE_MS)).toEqual([]);
    });

    it('counts a holder that vanished, but not as a failed attempt', async () => {
      await commit(5);
      const first = await claimed();
      await store.advance(first, at(2));
      clock.advance(LEASE_MS);
      const second = await claimed();
      expect([first.crashes, second.crashes, second.failures]).toEqual([0, 1, 0]);
      await store.release(second, at(2));
      const third = await claimed();
      expect(third).toMatchObject({ position: 2, crashes: 1, failures: 0 });
      await store.postpone(third, at(2), { failures: 1, firstFailedAt: 7, delayMs: 0 });
      const fourth = await claimed();
      expect(fourth).toMatchObject({ crashes: 1, failures: 1 });
      await store.release(fourth, at(3));
      expect(await claimed()).toMatchObject({ position: 3, crashes: 0, failures: 0 });
    });

    it('counts a vanished holder as a failed attempt of the event it had marked', async () => {
      await commit(5);
      expect(await store.mark(await claimed(), at(2))).toBe(true);
      expect(await own()).toMatchObject({ position: 2, leased: true });
      clock.advance(LEASE_MS);
      const second = await claimed();
      expect(second).toMatchObject({ position: 2, crashes: 1, failures: 1, firstFailedAt: expect.any(Number) });
      expect(await store.mark(second, at(2))).toBe(true);
      clock.advance(LEASE_MS);
      const third = await claimed();
      expect(third).toMatchObject({ position: 2, crashes: 2, failures: 2, firstFailedAt: second.firstFailedAt });
      // The last mark counts: that event was being handled, the one before it was done.
      await store.mark(third, at(2));
      await store.mark(third, at(3));
      clock.advance(LEASE_MS);
      const fourth = await claimed();
      expect(fourth).toMatchObject({ position: 3, crashes: 1, failures: 1 });
      await store.mark(fourth, at(3));
      await store.advance(fourth, at(4));
      clock.advance(LEASE_MS);
      expect(await claimed()).toMatchObject({ position: 4, crashes: 1, failures: 0 });
    });

    it('ignores the mark of a holder that released its claim', async () => {
      await commit(5);
      for (const letGo of [
        (claim: Claim) => store.release(claim, at(0)),
        (claim: Claim) => store.postpone(claim, at(0), { failures: 0, firstFailedAt: 1, delayMs: 0 }),
      ]) {
        const claim = await claimed();
        await store.mark(claim, at(0));
        await letGo(claim);
        clock.advance(LEASE_MS);
        expect(await store.mark(claim, at(1))).toBe(false);
      }
      expect(await claimed()).toMatchObject({ position: 0, crashes: 0, failures: 0 });
    });

    it('lists a partition whose position is past the head of its log, and lets only its holder rewind it', async () => {
      await commit(2);
      const claim = await claimed();
      await store.advance(claim, at(9));
      expect(await own()).toMatchObject({ position: 9, head: 2 });
      clock.advance(LEASE_MS);
      const next = await claimed();
      expect(next).toMatchObject({ position: 9, head: { seq: 2 } });
      expect(await store.rewind(claim, at(1))).toBe(false);
      expect(await store.rewind(next, at(2))).toBe(true);
      expect(await own()).toBeUndefined();
      await commit(1);
      expect((await store.release(next, at(2)))?.seq).toBe(3);
      expect(await claimed()).toMatchObject({ position: 2, head: { seq: 3 }, crashes: 0 });
    });

    it('stores the mark of a position and when it was last proven, whichever call moves it', async () => {
      const [, , third, fourth] = await commit(5);
      const place = (record: LogRecord | undefined, provenAgoMs: number): PartitionProgress => ({
        seq: record?.seq ?? 0,
        mark: record?.mark ?? 0,
        provenAgoMs,
      });
      let claim = await claimed();
      expect(claim).toMatchObject({ position: 0, mark: 0 });
      const again = async (): Promise<Claim> => {
        clock.advance(LEASE_MS);
        return (claim = await claimed());
      };
      await store.advance(claim, place(third, 700));
      expect(await again()).toMatchObject({ position: 3, mark: third?.mark, provenAgoMs: LEASE_MS + 700 });
      await store.mark(claim, place(fourth, 5));
      expect(await again()).toMatchObject({ position: 4, mark: fourth?.mark, provenAgoMs: LEASE_MS + 5 });
      await store.rewind(claim, place(third, 100));
      expect(await again()).toMatchObject({ position: 3, mark: third?.mark, provenAgoMs: LEASE_MS + 100 });
      await store.deadLetter(claim, place(fourth, 0), deadLetterFor(claim, 4));
      expect(await again()).toMatchObject({ position: 4, mark: fourth?.mark, provenAgoMs: LEASE_MS });
      await store.postpone(claim, place(fourth, 1), { failures: 1, firstFailedAt: 1, delayMs: 10 });
      expect(await again()).toMatchObject({ position: 4, mark: fourth?.mark, provenAgoMs: LEASE_MS + 1 });
      await store.release(claim, place(fourth, 2));
      expect(await again()).toMatchObject({ position: 4, mark: fourth?.mark, provenAgoMs: LEASE_MS + 2 });
    });

    it('returns the mark at the log’s end, and starts a new subscription with it', async () => {
      const [, second] = await commit(2);
      const claim = await claimed();
      expect(claim.head).toEqual({ seq: 2, mark: second?.mark });
      expect(await store.release(claim, at(0))).toEqual(claim.head);
      await register(`${subscription}-young`, 'head');
      const young = await store.claim({ subscription: `${subscription}-young`, orgId }, LEASE_MS);
      expect(young).toMatchObject({ position: 2, mark: second?.mark, provenAgoMs: 0 });
    });

    it('lists a partition whose mark differs from the log’s last event, and none with an unknown mark', async () => {
      const [first] = await commit(1);
      const mark = first?.mark ?? 0;
      await store.release(await claimed(), { ...at(1), mark });
      expect(await own()).toBeUndefined();
      await store.release(await claimed(), { ...at(1), mark: mark === 1 ? 2 : mark - 1 });
      expect(await own()).toMatchObject({ position: 1, head: 1 });
      await store.release(await claimed(), at(1));
      expect(await own()).toBeUndefined();
    });

    it('never moves a position back', async () => {
      await commit(9);
      const claim = await claimed();
      expect(await store.advance(claim, at(5))).toBe(true);
      expect(await store.advance(claim, at(3))).toBe(false);
      expect(await store.release(claim, at(3))).toBeUndefined();
      expect(await store.postpone(claim, at(3), { failures: 1, firstFailedAt: 1, delayMs: 10 })).toBe(false);
      expect(await store.deadLetter(claim, at(4), deadLetterFor(claim, 4))).toBe(false);
      expect(await own()).toMatchObject({ position: 5 });
    });

    it('keeps a partition closed after a failed attempt, and remembers the failures of that event only', async () => {
      await commit(5);
      const claim = await claimed();
      expect(await store.postpone(claim, at(2), { failures: 2, firstFailedAt: 777, delayMs: 400 })).toBe(true);
      expect(await own()).toMatchObject({ position: 2, leased: true });
      clock.advance(399);
      expect(await store.claim(claim, LEASE_MS)).toBeUndefined();
      clock.advance(1);
      const again = await claimed();
      expect(again).toMatchObject({ position: 2, failures: 2, firstFailedAt: 777 });
      await store.release(again, at(2));
      const unchanged = await claimed();
      expect(unchanged).toMatchObject({ position: 2, failures: 2, firstFailedAt: 777 });
      await store.release(unchanged, at(3));
      expect(await claimed()).toMatchObject({ position: 3, failures: 0, firstFailedAt: undefined });
    });

    it('adds a dead letter and passes its event atomically; the claim continues', async () => {
      await commit(3);
      const claim = await claimed();
      const deadLetter = deadLetterFor(claim, 2);
      expect(await store.deadLetter(claim, at(deadLetter.seq), deadLetter)).toBe(true);
      expect(await own()).toMatchObject({ position: 2, leased: true });
      expect(await store.deadLetters(orgId, undefined, 10)).toEqual([deadLetter]);
      expect(await store.advance(claim, at(3))).toBe(true);
    });

    it('forgets the failures of an event that became a dead letter', async () => {
      await commit(3);
      await store.postpone(await claimed(), at(0), { failures: 7, firstFailedAt: 5, delayMs: 0 });
      const claim = await claimed();
      await store.deadLetter(claim, at(1), deadLetterFor(claim, 1));
      await store.release(claim, at(1));
      expect(await claimed()).toMatchObject({ position: 1, failures: 0, firstFailedAt: undefined });
    });

    it('lists an organisation’s dead letters oldest first, a page at a time, and no others', async () => {
      await commit(5);
      const claim = await claimed();
      const deadLetters: DeadLetter[] = [];
      for (let seq = 1; seq <= 5; seq += 1) {
        const deadLetter = deadLetterFor(claim, seq);
        await store.deadLetter(claim, at(deadLetter.seq), deadLetter);
        deadLetters.push(deadLetter);
      }
      expect(await store.deadLetters(orgId, undefined, 2)).toEqual(deadLetters.slice(0, 2));
      expect(await store.deadLetters(orgId, deadLetters[1]?.id, 2)).toEqual(deadLetters.slice(2, 4));
      expect(await store.deadLetters(orgId, deadLetters[4]?.id, 2)).toEqual([]);
      expect(await store.deadLetters(`${orgId}-b`, undefined, 2)).toEqual([]);
    });

    it('leases a dead letter to one taker at a time, counts its failure, and never gives it to another organisation', async () => {
      await commit(1);
      const claim = await claimed();
      const deadLetter = deadLetterFor(claim, 1);
      const { id } = deadLetter;
      await store.deadLetter(claim, at(deadLetter.seq), deadLetter);
      expect(await store.takeDeadLetter(`${orgId}-b`, id, LEASE_MS)).toBeUndefined();
      expect(await store.takeDeadLetter(orgId, newId(), LEASE_MS)).toBeUndefined();
      const takers = await Promise.all([store, under.another()].map((by) => by.takeDeadLetter(orgId, id, LEASE_MS)));
      expect(takers).toHaveLength(2);
      expect(takers).toEqual(expect.arrayContaining([deadLetter, 'taken']));

      const failure = { name: 'Error', message: 'again', stack: '' };
      await store.returnDeadLetter(`${orgId}-b`, id, { failure, at: 9 });
      expect(await store.takeDeadLetter(orgId, id, LEASE_MS)).toBe('taken');
      await store.returnDeadLetter(orgId, id, { failure, at: clock.now() + 5 });
      const failed = { ...deadLetter, failure, attempts: 9, lastFailedAt: clock.now() + 5 };
      expect(await store.takeDeadLetter(orgId, id, LEASE_MS)).toEqual(failed);
      await store.returnDeadLetter(orgId, id);
      expect(await store.takeDeadLetter(orgId, id, LEASE_MS)).toEqual(failed);
      clock.advance(LEASE_MS - 1);
      expect(await store.takeDeadLetter(orgId, id, LEASE_MS)).toBe('taken');
      clock.advance(1);
      expect(await store.takeDeadLetter(orgId, id, LEASE_MS)).toEqual(failed);
    });

    it('deletes a dead letter once, and only for its own organisation', async () => {
      await commit(1);
      const claim = await claimed();
      const deadLetter = deadLetterFor(claim, 1);
      await store.deadLetter(claim, at(deadLetter.seq), deadLetter);
      expect(await store.dropDeadLetter(`${orgId}-b`, deadLetter.id)).toBe(false);
      expect(await store.dropDeadLetter(orgId, deadLetter.id)).toBe(true);
      expect(await store.dropDeadLetter(orgId, deadLetter.id)).toBe(false);
      expect(await store.deadLetters(orgId, undefined, 10)).toEqual([]);
    });

    it('agrees with a simple model over random claims, moves, failures and crashes', async () => {
      let runs = 0;
      const step = fc.oneof(
        { weight: 3, arbitrary: fc.record({ kind: fc.constant('claim' as const) }) },
        {
          weight: 2,
          arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1, 500, LEASE_MS) }),
        },
        {
          weight: 6,
          arbitrary: fc.record({
            kind: fc.constantFrom(
              'mark' as const,
              'advance' as const,
              'release' as const,
              'postpone' as const,
              'deadLetter' as const,
            ),
            holder: fc.nat(3),
            to: fc.integer({ min: 1, max: 12 }),
          }),
        },
        { weight: 1, arbitrary: fc.record({ kind: fc.constant('renew' as const), holder: fc.nat(3) }) },
      );
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
          const partition = { subscription, orgId: `${orgId}-${(runs += 1)}` };
          await commit(12, partition.orgId);
          const claims: Claim[] = [];
          const model = {
            position: 0,
            holder: undefined as Claim | undefined,
            until: 0,
            failures: 0,
            crashes: 0,
            trying: false,
            deadLetters: [] as number[],
          };
          const moveTo = (position: number): void => {
            if (position > model.position) Object.assign(model, { failures: 0, crashes: 0 });
            model.trying = false;
            model.position = position;
          };
          const loseHolder = (): void => {
            if (model.holder) model.crashes += 1;
            if (model.holder && model.trying) model.failures += 1;
            model.trying = false;
          };
          for (const what of steps) {
            if (what.kind === 'claim') {
              const claim = await store.claim(partition, LEASE_MS);
              expect(claim !== undefined).toBe(model.until <= clock.now());
              if (!claim) continue;
              loseHolder();
              const { position, failures, crashes } = model;
              expect(claim).toMatchObject({ position, failures, crashes, head: { seq: 12 } });
              claims.unshift(claim);
              model.holder = claim;
              model.until = clock.now() + LEASE_MS;
            } else if (what.kind === 'wait') {
              clock.advance(what.ms);
            } else {
              const claim = claims[what.holder];
              if (!claim) continue;
              const newest = claim === model.holder;
              if (what.kind === 'renew') {
                expect(await store.renew([claim], LEASE_MS)).toEqual(newest ? [claim] : []);
                if (newest) model.until = clock.now() + LEASE_MS;
                continue;
              }
              const { to } = what;
              const before = what.kind === 'postpone' || what.kind === 'mark';
              const heard = newest && (before ? to - 1 : to) >= model.position;
              switch (what.kind) {
                case 'mark':
                  expect(await store.mark(claim, at(to - 1))).toBe(heard);
                  if (heard) {
                    moveTo(to - 1);
                    model.trying = true;
                  }
                  break;
                case 'advance':
                  expect(await store.advance(claim, at(to))).toBe(heard);
                  if (heard) moveTo(to);
                  break;
                case 'release':
                  expect((await store.release(claim, at(to)))?.seq).toBe(heard ? 12 : undefined);
                  if (heard) {
                    moveTo(to);
                    Object.assign(model, { holder: undefined, until: 0 });
                  }
                  break;
                case 'postpone':
                  expect(
                    await store.postpone(claim, at(to - 1), { failures: to, firstFailedAt: 1, delayMs: 400 }),
                  ).toBe(heard);
                  if (heard) {
                    moveTo(to - 1);
                    Object.assign(model, { holder: undefined, until: clock.now() + 400, failures: to });
                  }
                  break;
                case 'deadLetter':
                  expect(await store.deadLetter(claim, at(to), { ...deadLetterFor(claim, to), ...partition })).toBe(
                    heard,
                  );
                  if (heard) {
                    moveTo(to);
                    model.deadLetters.push(to);
                  }
              }
            }
          }
          expect((await store.deadLetters(partition.orgId, undefined, 100)).map(({ seq }) => seq)).toEqual(
            model.deadLetters,
          );
          clock.advance(LEASE_MS);
          loseHolder();
          const { position, failures, crashes } = model;
          expect(await store.claim(partition, LEASE_MS)).toMatchObject({ position, failures, crashes });
        }),
        { numRuns: 40 },
      );
    });
  });
}
