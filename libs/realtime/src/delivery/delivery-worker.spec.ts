import { beforeEach, describe, expect, it } from '@jest/globals';
import type { DurableEvent } from '@bellhop/protocol';
import type { LogRecord } from '../log/event-log.js';
import { type Call, DeliveryFixture, settle } from '../testing/delivery-fixture.js';
import type { DeliveryWorker } from './delivery-worker.js';

describe('DeliveryWorker', () => {
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

  it('delivers events one at a time, in order, and saves the position after them', async () => {
    const worker = fixture.worker();
    await worker.start();
    const records = await fixture.commit('org', 3);
    hint(worker, records);
    await settle();
    expect(fixture.seqs).toEqual([1]);
    expect(worker.inFlight).toBe(1);
    expect(last().attempt).toBe(1);
    const [record] = records;
    if (!record) throw new Error('nothing was committed');
    const { payloadJson: _json, mark: _mark, prevMark: _prevMark, ...envelope } = record;
    expect(last().event).toEqual({ ...envelope, payload: { room: 7 } });
    for (const expected of [
      [1, 2],
      [1, 2, 3],
    ]) {
      last().succeed();
      await settle();
      expect(fixture.seqs).toEqual(expected);
    }
    last().succeed();
    await settle();
    expect(await fixture.position()).toBe(3);
    expect([worker.inFlight, worker.deliveredTotal]).toEqual([0, 3]);
    await fixture.stop(worker);
  });

  it('delivers only events that match its patterns and skips the rest, without a hint', async () => {
    const worker = fixture.worker([{ events: ['payments.*', 'orders.Changed'] }]);
    await worker.start();
    hint(worker, await fixture.commit('org', 2));
    await settle();
    await fixture.commit('org', 1, 'orders', 'Changed');
    await fixture.commit('org', 1, 'payments');
    await fixture.commit('org', 3);
    await fixture.pass(2_000);
    expect(fixture.seqs).toEqual([3]);
    last().succeed();
    await settle();
    expect(fixture.seqs).toEqual([3, 4]);
    last().succeed();
    await settle();
    expect(await fixture.position()).toBe(7);
    await fixture.stop(worker);
  });

  it('recovers from a lost hint by the scan, some orgs at a time', async () => {
    const worker = fixture.worker([{}], { orgsPerScan: 2 });
    await worker.start();
    for (const org of ['a', 'b', 'c', 'd', 'e']) await fixture.commit(org);
    await fixture.pass(2_000);
    expect(fixture.calls.map(({ event }) => event.orgId)).toEqual(['a', 'b']);
    await fixture.pass(4_000);
    expect(fixture.calls.map(({ event }) => event.orgId)).toEqual(['a', 'b', 'c', 'd', 'e']);
    await fixture.stop(worker);
  });

  it('finds at start, over all orgs, events raised while no instance ran', async () => {
    const before = fixture.worker();
    await before.start();
    await fixture.stop(before);
    for (const org of ['a', 'b', 'c', 'd', 'e']) await fixture.commit(org);
    const worker = fixture.worker([{}], { orgsPerScan: 2 });
    await worker.start();
    await settle();
    expect(fixture.calls).toHaveLength(5);
    await fixture.stop(worker);
  });

  it('starts at the head, or at the start of the log for a subscription that asks for it', async () => {
    await fixture.commit('org', 2);
    const worker = fixture.worker([{}, { name: 'all', from: 'start', handle: () => Promise.resolve() }]);
    await worker.start();
    await settle();
    expect(fixture.calls).toEqual([]);
    expect(worker.deliveredTotal).toBe(2);
    await fixture.stop(worker);
  });

  it('retries with exponential waits and full jitter, blocking only that org and subscription', async () => {
    const handled: string[] = [];
    const handle = (event: DurableEvent): Promise<void> => {
      handled.push(event.orgId);
      return Promise.resolve();
    };
    const worker = fixture.worker([{}, { name: 'other', handle }], {}, 0.5);
    await worker.start();
    hint(worker, await fixture.commit('org', 2));
    await settle();
    for (const delay of [100, 200, 400, 800]) {
      last().fail();
      await settle();
      expect(fixture.delays.at(-1)).toBe(delay);
      const tries = fixture.calls.length;
      fixture.clock.advance(delay - 1);
      await settle();
      expect(fixture.calls).toHaveLength(tries);
      fixture.clock.advance(1);
      await settle();
      expect(fixture.calls).toHaveLength(tries + 1);
    }
    expect(fixture.seqs).toEqual([1, 1, 1, 1, 1]);
    expect(fixture.calls.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5]);
    hint(worker, await fixture.commit('another'));
    await settle();
    expect(last().event.orgId).toBe('another');
    expect(handled).toEqual(['org', 'org', 'another']);
    expect(worker.retriedTotal).toBe(4);
    await fixture.stop(worker);
  });

  it('does not claim a partition that it knows to wait', async () => {
    const worker = fixture.worker();
    await worker.start();
    const records = await fixture.commit();
    hint(worker, records);
    await settle();
    last().fail();
    await settle();
    fixture.store.claim = () => Promise.reject(new Error('must not be asked'));
    hint(worker, records);
    worker.wake('org');
    await settle();
    expect(fixture.errors).toEqual([]);
    await fixture.stop(worker);
  });

  it('waits at most 30 s', async () => {
    const worker = fixture.worker([{ maxAttempts: 12 }], {}, 0.999999);
    await worker.start();
    hint(worker, await fixture.commit());
    for (let failure = 1; failure < 12; failure += 1) {
      await fixture.pass(30_500);
      last().fail();
      await settle();
    }
    expect(fixture.delays).toEqual([199, 399, 799, 1599, 3199, 6399, 12799, 25599, 29999, 29999, 29999]);
    await fixture.stop(worker);
  });

  it('makes an event a dead letter after its last attempt, with the failure, and continues', async () => {
    const worker = fixture.worker([{ maxAttempts: 3 }]);
    await worker.start();
    hint(worker, await fixture.commit('org', 2));
    await settle();
    const firstFailedAt = fixture.clock.now();
    for (let failure = 1; failure <= 3; failure += 1) {
      last().fail(new TypeError(failure === 3 ? 'no such room\0' : 'not yet'));
      await settle();
      if (failure < 3) await fixture.pass(1_000);
    }
    expect(fixture.seqs).toEqual([1, 1, 1, 2]);
    const [deadLetter, ...more] = await fixture.store.deadLetters('org', undefined, 10);
    expect(more).toEqual([]);
    expect(deadLetter).toMatchObject({
      subscription: 'digest',
      orgId: 'org',
      seq: 1,
      attempts: 3,
      firstFailedAt,
      lastFailedAt: firstFailedAt + 2_000,
      failure: { name: 'TypeError', message: 'no such room\uFFFD' },
    });
    expect(deadLetter?.failure.stack).toContain('delivery-worker.spec');
    expect(JSON.parse(deadLetter?.eventJson ?? '')).toEqual(fixture.calls[0]?.event);
    last().succeed();
    await settle();
    expect([worker.deadLetteredTotal, worker.retriedTotal, worker.deliveredTotal]).toEqual([1, 2, 1]);
    await fixture.stop(worker);
  });

  it('counts failures per event', async () => {
    const worker = fixture.worker([{ maxAttempts: 2 }]);
    await worker.start();
    hint(worker, await fixture.commit('org', 2));
    await settle();
    last().fail();
    await fixture.pass(1_000);
    last().succeed();
    await settle();
    expect(last()).toMatchObject({ attempt: 1, event: { seq: 2 } });
    await fixture.stop(worker);
  });

  it('keeps the number of attempts across a restart', async () => {
    const worker = fixture.worker([{ maxAttempts: 2 }]);
    await worker.start();
    hint(worker, await fixture.commit());
    await settle();
    last().fail();
    await settle();
    await worker.stop();
    expect(fixture.clock.pendingTimers).toBe(0);
    const next = fixture.worker([{ maxAttempts: 2 }]);
    await next.start();
    await fixture.pass(2_000);
    expect(last().attempt).toBe(2);
    last().fail();
    await settle();
    expect(await fixture.store.deadLetters('org', undefined, 10)).toHaveLength(1);
    await fixture.stop(next);
  });

  it('times out a hanging handler and counts that as a failure', async () => {
    const worker = fixture.worker([{ timeoutMs: 5_000 }]);
    await worker.start();
    hint(worker, await fixture.commit());
    await settle();
    const { signal } = last();
    await fixture.pass(4_500);
    expect(signal.aborted).toBe(false);
    await fixture.pass(500);
    expect(signal.aborted).toBe(true);
    expect(signal.reason).toMatchObject({ name: 'DeliveryTimeoutError' });
    expect([worker.retriedTotal, worker.inFlight]).toEqual([1, 0]);
    await fixture.pass(1_000);
    expect(last().attempt).toBe(2);
    await fixture.stop(worker);
  });

  it('keeps its lease while a handler works, so that no other instance starts', async () => {
    const options = [{ timeoutMs: 600_000 }];
    const [worker, other] = [fixture.worker(options), fixture.worker(options)];
    await worker.start();
    await other.start();
    hint(worker, await fixture.commit());
    await fixture.pass(300_000);
    expect(fixture.calls).toHaveLength(1);
    expect(fixture.lost).toEqual([]);
    last().succeed();
    await settle();
    expect(await fixture.position()).toBe(1);
    await fixture.stop(worker, other);
  });

  it('yields to another instance when its own lease is lost, and writes nothing more', async () => {
    const worker = fixture.worker([{ timeoutMs: 600_000 }]);
    await worker.start();
    hint(worker, await fixture.commit('org', 2));
    await settle();
    const [first] = fixture.calls;
    fixture.slept = 30_000;
    const taken = await fixture.store.claim({ subscription: 'digest', orgId: 'org' }, 30_000);
    expect(taken).toMatchObject({ position: 0 });
    let released = 0;
    fixture.store.release = () => {
      released += 1;
      return Promise.resolve(undefined);
    };
    await fixture.pass(10_000);
    expect(first?.signal.aborted).toBe(true);
    expect(fixture.lost).toEqual(['org']);
    first?.succeed();
    await settle();
    expect(fixture.seqs).toEqual([1]);
    expect(released).toBe(0);
    expect(await fixture.position()).toBe(0);
    await fixture.stop(worker);
  });

  it('stops after an event during which it lost the partition, whether that event failed or not', async () => {
    for (const [index, end] of [(call: Call) => call.fail(), (call: Call) => call.succeed()].entries()) {
      const orgId = `org-${index}`;
      const worker = fixture.worker([{ maxAttempts: 1 }], { saveEvery: 1 });
      await worker.start();
      hint(worker, await fixture.commit(orgId, 2));
      await settle();
      fixture.slept += 30_000;
      const taken = await fixture.store.claim({ subscription: 'digest', orgId }, 30_000);
      expect(taken).toMatchObject({ position: 0 });
      end(last());
      await settle();
      expect(last().event).toMatchObject({ orgId, seq: 1 });
      expect(fixture.lost).toContain(orgId);
      expect(await fixture.store.deadLetters(orgId, undefined, 10)).toEqual([]);
      expect(worker.deadLetteredTotal).toBe(0);
      await fixture.stop(worker);
    }
  });

  it('starts no event once its lease has expired by its own clock', async () => {
    const worker = fixture.worker([{ timeoutMs: 600_000 }], { leaseMs: 200, scanMs: 600_000 });
    await worker.start();
    hint(worker, (await fixture.commit('org', 2)).slice(0, 1));
    await settle();
    fixture.store.renew = () => new Promise(() => undefined);
    const [call] = fixture.calls;
    // Its timers have not run yet when the handler ends.
    fixture.clock.stall(200);
    call?.succeed();
    await settle();
    expect(fixture.seqs).toEqual([1]);
    expect(fixture.lost).toEqual(['org']);
    await fixture.stop(worker);
  });

  it('cancels its work if its lease cannot be renewed, before another instance can start', async () => {
    const worker = fixture.worker([{ timeoutMs: 600_000 }]);
    await worker.start();
    await fixture.pass(7_000);
    hint(worker, await fixture.commit());
    await settle();
    const [call] = fixture.calls;
    // Worse than an error: no response at all.
    fixture.store.renew = () => new Promise(() => undefined);
    for (let seconds = 1; seconds <= 30 && !call?.signal.aborted; seconds += 1) {
      expect(await fixture.store.claim({ subscription: 'digest', orgId: 'org' }, 1)).toBeUndefined();
      await fixture.pass(1_000);
    }
    expect(call?.signal.aborted).toBe(true);
    await fixture.stop(worker);
  });

  it('notices a hint that arrives while it releases the partition', async () => {
    const worker = fixture.worker([{ handle: () => Promise.resolve() }], { scanMs: 600_000 });
    await worker.start();
    const release = fixture.store.release.bind(fixture.store);
    let answer: () => void = () => undefined;
    fixture.store.release = async (...args) => {
      const head = await release(...args);
      await new Promise<void>((resolve) => (answer = resolve));
      return head;
    };
    hint(worker, await fixture.commit());
    await settle();
    hint(worker, await fixture.commit());
    answer();
    await settle();
    expect(worker.deliveredTotal).toBe(2);
    answer();
    await fixture.stop(worker);
  });

  it('processes only so many partitions at once, and lets none wait for a long one to end', async () => {
    const worker = fixture.worker([{}], { concurrency: 2 });
    await worker.start();
    await fixture.commit('long', 150);
    for (const org of ['a', 'b']) hint(worker, await fixture.commit(org));
    worker.wake('long');
    await settle();
    expect(worker.inFlight).toBe(2);
    const served = new Set<string>();
    for (let turn = 0; turn < 152; turn += 1) {
      for (const call of fixture.calls.splice(0)) {
        served.add(`${call.event.orgId} ${call.event.seq}`);
        call.succeed();
      }
      await settle();
      expect(worker.inFlight).toBeLessThanOrEqual(2);
    }
    expect(served.size).toBe(152);

    // One slot: the long partition gives it up after a page, although it has more.
    const narrow = fixture.worker([{}], { concurrency: 1 });
    await fixture.stop(worker);
    await narrow.start();
    await fixture.commit('long', 150);
    await fixture.commit('short');
    narrow.wake('long');
    narrow.wake('short');
    const order: string[] = [];
    for (let turn = 0; turn < 160; turn += 1) {
      await settle();
      for (const call of fixture.calls.splice(0)) {
        order.push(call.event.orgId);
        call.succeed();
      }
    }
    expect(order.indexOf('short')).toBe(100);
    expect(order).toHaveLength(151);
    await fixture.stop(narrow);
  });

  it('saves the position during a long backlog, by number and by time', async () => {
    const worker = fixture.worker([{}], { saveEvery: 3, saveEveryMs: 10_000 });
    await worker.start();
    hint(worker, await fixture.commit('org', 6));
    const positions: number[] = [];
    for (let handled = 1; handled <= 4; handled += 1) {
      await settle();
      last().succeed();
      await settle();
      positions.push(await fixture.position());
    }
    expect(positions).toEqual([0, 0, 3, 3]);
    await fixture.pass(10_000);
    last().succeed();
    await settle();
    expect(await fixture.position()).toBe(5);
    await fixture.stop(worker);
  });

  it('reports events that expired before they were delivered', async () => {
    const worker = fixture.worker();
    await worker.start();
    hint(worker, await fixture.commit());
    await settle();
    await fixture.commit('org', 3);
    fixture.clock.advance(10);
    await fixture.log.purge({ keepMs: 0 });
    await fixture.commit('org', 1);
    last().succeed();
    await settle();
    await fixture.pass(2_000);
    expect(fixture.seqs).toEqual([1, 5]);
    expect(fixture.gaps).toEqual([{ subscription: 'digest', orgId: 'org', from: 2, to: 4 }]);
    expect(worker.expiredTotal).toBe(3);
    last().succeed();
    await settle();
    expect(await fixture.position()).toBe(5);
    await fixture.stop(worker);
  });

  it('reports them even if nothing is left of the log', async () => {
    const before = fixture.worker();
    await before.start();
    await fixture.stop(before);
    await fixture.commit('org', 4);
    fixture.clock.advance(10);
    await fixture.log.purge({ keepMs: 0 });
    const worker = fixture.worker();
    await worker.start();
    await settle();
    expect(fixture.gaps).toEqual([{ subscription: 'digest', orgId: 'org', from: 1, to: 4 }]);
    expect(worker.expiredTotal).toBe(4);
    expect(await fixture.position()).toBe(4);
    await fixture.stop(worker);
  });

  it('reports how far each subscription is behind', async () => {
    const worker = fixture.worker([{}, { name: 'other', events: 'payments.*' }]);
    await worker.start();
    expect(worker.lag).toEqual(
      new Map([
        ['digest', 0],
        ['other', 0],
      ]),
    );
    await fixture.commit('a', 3);
    await fixture.commit('b', 2);
    await fixture.pass(2_000);
    expect(worker.lag).toEqual(
      new Map([
        ['digest', 5],
        ['other', 5],
      ]),
    );
    await fixture.pass(2_000);
    expect(worker.lag).toEqual(
      new Map([
        ['digest', 5],
        ['other', 0],
      ]),
    );
    await fixture.stop(worker);
  });

  it('resumes after the store was unavailable', async () => {
    const worker = fixture.worker();
    await worker.start();
    const claim = fixture.store.claim.bind(fixture.store);
    fixture.store.claim = () => Promise.reject(new Error('the database is away'));
    hint(worker, await fixture.commit());
    await settle();
    expect(fixture.errors).toHaveLength(1);
    expect(fixture.calls).toEqual([]);
    fixture.store.claim = claim;
    await fixture.pass(2_000);
    expect(fixture.calls).toHaveLength(1);
    await fixture.stop(worker);
  });

  it('releases a partition at once when the log could not be read', async () => {
    const worker = fixture.worker();
    await worker.start();
    const read = fixture.log.read.bind(fixture.log);
    fixture.log.read = () => Promise.reject(new Error('the database is away'));
    hint(worker, await fixture.commit());
    await settle();
    fixture.log.read = read;
    await fixture.pass(2_000);
    expect(fixture.calls).toHaveLength(1);
    await fixture.stop(worker);
  });

  it('waits on stop for running handlers, starts nothing more, and releases the partitions', async () => {
    const worker = fixture.worker();
    await worker.start();
    hint(worker, await fixture.commit('org', 2));
    await settle();
    let stopped = false;
    const stop = worker.stop().then(() => (stopped = true));
    await fixture.pass(4_000);
    expect(stopped).toBe(false);
    last().succeed();
    await stop;
    expect(fixture.seqs).toEqual([1]);
    expect(await fixture.position()).toBe(1);
    expect(await fixture.store.claim({ subscription: 'digest', orgId: 'org' }, 1)).toBeDefined();
    expect(fixture.clock.pendingTimers).toBe(0);
    worker.wake('org');
    await settle();
    expect(fixture.calls).toHaveLength(1);
  });

  it('aborts handlers on stop that take too long, and their events are delivered again', async () => {
    const worker = fixture.worker();
    await worker.start();
    hint(worker, await fixture.commit());
    await settle();
    await fixture.stop(worker);
    expect(last().signal.aborted).toBe(true);
    expect(worker.retriedTotal).toBe(0);
    expect(fixture.clock.pendingTimers).toBe(0);
    const next = fixture.worker();
    await next.start();
    await settle();
    expect(last()).toMatchObject({ attempt: 1, event: { seq: 1 } });
    await fixture.stop(next);
  });

  it('runs nothing without subscribers', async () => {
    const worker = fixture.worker([]);
    await worker.start();
    hint(worker, await fixture.commit());
    worker.wake('org');
    expect(fixture.clock.pendingTimers).toBe(0);
    await fixture.stop(worker);
  });
});
