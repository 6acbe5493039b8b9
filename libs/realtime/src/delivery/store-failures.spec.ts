import { beforeEach, describe, expect, it } from '@jest/globals';
import type { LogRecord } from '../log/event-log.js';
import { type Call, DeliveryFixture, settle } from '../testing/delivery-fixture.js';
import type { DeliveryWorker } from './delivery-worker.js';

const HUNG = new Promise<never>(() => undefined);

describe('DeliveryWorker under failures', () => {
  let fixture: DeliveryFixture;
  beforeEach(() => {
    fixture = new DeliveryFixture();
  });
  const hint = (worker: DeliveryWorker, records: readonly LogRecord[]): void =>
    records.forEach((record) => worker.accept(record));
  const last = (): Call => {
    const call = fixture.calls.at(-1);
    if (!call) throw new Error('nothing was called');
    return call;
  };
  const wakeMany = (worker: DeliveryWorker, orgs: number): void => {
    for (let org = 0; org < orgs; org += 1) worker.wake(`org-${org}`);
  };

  it('starts even if more partitions wait than there is room for, and gets to the rest as room is made', async () => {
    const orgs = 120_000;
    let asked = 0;
    fixture.store.backlog = (_subscriptions, after, limit) => {
      // Before the fix this was asked forever, in one turn of the event loop that no timeout could end.
      if ((asked += 1) > 50) throw new Error('asked without end');
      const from = Number(after ?? 0);
      const partitions = Array.from({ length: Math.min(limit, orgs - from) }, (_, index) => {
        const orgId = `org-${from + index}`;
        return { subscription: 'digest', orgId, head: 1, position: 0, leased: false };
      });
      return Promise.resolve({ partitions, next: from + limit < orgs ? String(from + limit) : undefined });
    };
    let claims = 0;
    let free = (): void => undefined;
    const freed = new Promise<undefined>((resolve) => (free = () => resolve(undefined)));
    fixture.store.claim = () => {
      claims += 1;
      return freed;
    };
    const worker = fixture.worker();
    await worker.start();
    expect([claims, asked]).toEqual([100, 11]);
    await fixture.pass(2_000);
    expect(claims).toBe(100);
    free();
    await settle();
    await fixture.pass(6_000);
    expect(claims).toBeGreaterThanOrEqual(orgs);
    await fixture.stop(worker);
  });

  it('starts while the database is unavailable, and retries later', async () => {
    const backlog = fixture.store.backlog.bind(fixture.store);
    let asked = 0;
    fixture.store.backlog = () => {
      if ((asked += 1) > 50) throw new Error('asked without end');
      return Promise.reject(new Error('the database is away'));
    };
    const worker = fixture.worker();
    await worker.start();
    expect(asked).toBe(1);
    await fixture.commit();
    fixture.store.backlog = backlog;
    await fixture.pass(2_000);
    expect(fixture.calls).toHaveLength(1);
    await fixture.stop(worker);
  });

  it('stops querying a failing database, however many partitions wait and hints arrive, and then resumes all of them', async () => {
    const worker = fixture.worker([{ handle: () => Promise.resolve() }]);
    await worker.start();
    const records: LogRecord[] = [];
    for (let org = 0; org < 500; org += 1) records.push(...(await fixture.commit(`org-${org}`)));
    const claim = fixture.store.claim.bind(fixture.store);
    const backlog = fixture.store.backlog.bind(fixture.store);
    let asked = 0;
    fixture.store.claim = () => Promise.reject(new Error(`the database is away, ${(asked += 1)}`));
    fixture.store.backlog = () => Promise.reject(new Error(`the database is away, ${(asked += 1)}`));
    hint(worker, records);
    await settle();
    // In progress when the first three failed.
    expect(asked).toBeLessThanOrEqual(200);
    const atOnce = asked;
    for (let second = 0; second < 60; second += 1) {
      await fixture.pass(1_000);
      hint(worker, records);
    }
    expect(asked - atOnce).toBeLessThanOrEqual(60);
    expect(fixture.errors.length).toBeLessThanOrEqual(20);
    fixture.store.claim = claim;
    fixture.store.backlog = backlog;
    await fixture.pass(60_000);
    expect(worker.deliveredTotal).toBe(500);
    await fixture.stop(worker);
  });

  it('pauses one partition on which the store fails, and continues with the others', async () => {
    const worker = fixture.worker([{ handle: () => Promise.resolve() }], { scanMs: 600_000 });
    await worker.start();
    const release = fixture.store.release.bind(fixture.store);
    let failed = 0;
    fixture.store.release = (claim, progress) =>
      claim.orgId === 'bad' ? Promise.reject(new Error(`no, ${(failed += 1)}`)) : release(claim, progress);
    hint(worker, await fixture.commit('bad'));
    for (let second = 0; second < 60; second += 1) {
      hint(worker, await fixture.commit('good'));
      await fixture.pass(1_000);
    }
    expect(await fixture.position('good')).toBe(60);
    expect(failed).toBeLessThanOrEqual(30);
    await fixture.stop(worker);
  });

  it('does not count its own failed release of a partition as a crash', async () => {
    const worker = fixture.worker([{ handle: () => Promise.resolve() }]);
    await worker.start();
    const release = fixture.store.release.bind(fixture.store);
    fixture.store.release = () => Promise.reject(new Error('the database is away'));
    hint(worker, await fixture.commit());
    await settle();
    fixture.store.release = release;
    await fixture.pass(4_000);
    expect(worker.deliveredTotal).toBe(1);
    expect(await fixture.store.claim({ subscription: 'digest', orgId: 'org' }, 1)).toMatchObject({
      position: 1,
      crashes: 0,
    });
    await fixture.stop(worker);
  });

  it('keeps slots for other subscriptions when the handlers of one are slow', async () => {
    const worker = fixture.worker([{ timeoutMs: 600_000 }, { name: 'quick', handle: () => Promise.resolve() }]);
    await worker.start();
    for (let org = 0; org < 300; org += 1) await fixture.commit(`org-${org}`);
    wakeMany(worker, 300);
    await settle();
    expect(worker.inFlight).toBe(75);
    expect(worker.deliveredTotal).toBe(300);
    await fixture.stop(worker);
  });

  it('gives up its slot after a second if others wait for one', async () => {
    const worker = fixture.worker([{}], { concurrency: 1 });
    await worker.start();
    await fixture.commit('slow', 50);
    await fixture.commit('other', 1);
    worker.wake('slow');
    worker.wake('other');
    await settle();
    for (let event = 0; event < 3; event += 1) {
      await fixture.pass(500);
      last().succeed();
      await settle();
    }
    expect(fixture.calls.map(({ event }) => event.orgId)).toEqual(['slow', 'slow', 'other', 'slow']);
    await fixture.stop(worker);
  });

  it('stops feeding a subscription whose calls never end, and resumes when they do', async () => {
    const handler = { timeoutMs: 10, maxAttempts: 1 };
    const worker = fixture.worker([handler, { name: 'sound', handle: () => Promise.resolve() }], {
      concurrency: 1_100,
    });
    await worker.start();
    for (let org = 0; org < 550; org += 1) await fixture.commit(`org-${org}`, 2);
    wakeMany(worker, 550);
    await settle();
    for (let round = 0; round < 6; round += 1) {
      fixture.clock.advance(10);
      await settle();
    }
    expect(fixture.stuck).toEqual([['digest', 1_000]]);
    const called = fixture.calls.length;
    expect(called).toBeLessThan(1_600);
    await fixture.commit('late');
    worker.wake('late');
    await settle();
    expect(fixture.calls).toHaveLength(called);
    expect(worker.deliveredTotal).toBe(1_101);
    for (const call of fixture.calls) call.succeed();
    await settle();
    expect(fixture.calls.at(-1)?.event.orgId).toBe('late');
    await fixture.stop(worker);
  });

  it('counts a handler that throws synchronously, or whose event cannot be parsed, as failed', async () => {
    const handle = (): Promise<void> => {
      throw new TypeError('not even a promise');
    };
    const worker = fixture.worker([{ maxAttempts: 1, handle }]);
    await worker.start();
    hint(worker, await fixture.commit());
    await settle();
    expect(await fixture.store.deadLetters('org', undefined, 10)).toMatchObject([{ failure: { name: 'TypeError' } }]);
    const read = fixture.log.read.bind(fixture.log);
    fixture.log.read = async (...args) => (await read(...args)).map((record) => ({ ...record, payloadJson: '{"cut' }));
    hint(worker, await fixture.commit());
    await settle();
    expect(await fixture.store.deadLetters('org', undefined, 10)).toMatchObject([
      {},
      { failure: { name: 'SyntaxError' } },
    ]);
    expect(await fixture.position()).toBe(2);
    await fixture.stop(worker);
  });

  it('starts again at the head of a log that was restored to before its position, and reports it', async () => {
    const worker = fixture.worker();
    await worker.start();
    const claim = await fixture.store.claim({ subscription: 'digest', orgId: 'org' }, 60_000);
    if (!claim) throw new Error('the partition is not free');
    await fixture.commit('org', 3);
    await fixture.pass(20_000);
    await fixture.store.release(claim, { seq: 40, mark: 0, provenAgoMs: 5_000 });
    await fixture.pass(2_000);
    expect(fixture.rewound).toEqual([['org', 40, 3]]);
    expect(fixture.calls).toEqual([]);
    hint(worker, await fixture.commit('org', 2));
    await settle();
    expect(fixture.seqs).toEqual([4]);
    last().succeed();
    await settle();
    last().succeed();
    await settle();
    expect([await fixture.position(), fixture.gaps]).toEqual([5, []]);
    await fixture.stop(worker);
  });

  it('notices a restored log during a run, even without a hint', async () => {
    const worker = fixture.worker();
    await worker.start();
    hint(worker, await fixture.commit('org', 5));
    await settle();
    for (let event = 0; event < 4; event += 1) {
      last().succeed();
      await settle();
    }
    // The fifth event is being handled; the log goes back to the third, logged long before the others.
    fixture.log.seqBefore = () => Promise.resolve(3);
    const bounds = fixture.log.bounds.bind(fixture.log);
    fixture.log.bounds = async (orgId) => ({ ...(await bounds(orgId)), head: 3 });
    last().succeed();
    await fixture.pass(2_000);
    expect(fixture.rewound).toEqual([['org', 5, 3]]);
    await fixture.stop(worker);
  });

  it('keeps its leases and deadlines when the wall clock steps back or forward', async () => {
    const worker = fixture.worker([{ timeoutMs: 60_000 }]);
    await worker.start();
    hint(worker, await fixture.commit());
    await settle();
    for (const ms of [-3_600_000, 7_200_000, -86_400_000]) {
      fixture.clock.step(ms);
      await fixture.pass(15_000);
    }
    expect([fixture.lost, last().signal.aborted, fixture.calls.length]).toEqual([[], false, 1]);
    last().succeed();
    await settle();
    expect(await fixture.position()).toBe(1);
    hint(worker, await fixture.commit());
    await settle();
    // The store hangs and the wall clock is an hour back: the lease expires all the same.
    fixture.store.renew = () => HUNG;
    fixture.clock.step(-3_600_000);
    await fixture.pass(30_000);
    expect([fixture.lost, last().signal.aborted]).toEqual([['org'], true]);
    await fixture.stop(worker);
  });
});
