import { beforeEach, describe, expect, it } from '@jest/globals';
import { Retention } from '../log/retention.js';
import { DeliveryFixture, settle } from '../testing/delivery-fixture.js';

const HOUR = 3_600_000;

describe('retention and durable subscribers', () => {
  let fixture: DeliveryFixture;
  let retention: Retention;
  beforeEach(async () => {
    fixture = new DeliveryFixture();
    const neededFrom = (missingMs: number) => fixture.store.neededFrom(['digest'], missingMs);
    retention = new Retention(fixture.log, fixture.clock, { retentionMs: HOUR, neededFrom }, (error) => {
      throw error;
    });
    const worker = fixture.worker();
    await worker.start();
    await fixture.stop(worker);
  });

  /** An event an hour, and a round of retention after each, without a running worker. */
  const passHours = async (hours: number): Promise<void> => {
    for (let hour = 0; hour < hours; hour += 1) {
      await fixture.commit();
      fixture.clock.advance(HOUR);
      await retention.clean();
    }
  };
  const returns = async () => {
    const worker = fixture.worker([{ handle: () => Promise.resolve() }]);
    await worker.start();
    await settle();
    return worker;
  };

  it('keep the events that a subscriber has yet to get', async () => {
    await passHours(3);
    const worker = await returns();
    expect([worker.deliveredTotal, worker.expiredTotal]).toEqual([3, 0]);
    expect(fixture.gaps).toEqual([]);
    await fixture.stop(worker);
    // It has everything: an hour later none of it is kept any more.
    fixture.clock.advance(HOUR);
    await retention.clean();
    expect(await fixture.log.bounds('org')).toMatchObject({ head: 3, floor: 3 });
  });

  it("keep them for three times as long at most, and the subscriber's loss is reported", async () => {
    await passHours(7);
    expect(await fixture.log.bounds('org')).toMatchObject({ head: 7, floor: 4 });
    const worker = await returns();
    expect([worker.deliveredTotal, worker.expiredTotal]).toEqual([3, 4]);
    expect(fixture.gaps).toEqual([{ subscription: 'digest', orgId: 'org', from: 1, to: 4 }]);
    await fixture.stop(worker);
  });

  it('keep nothing that every subscriber has had', async () => {
    const worker = await returns();
    for (let hour = 0; hour < 4; hour += 1) {
      worker.accept((await fixture.commit()).at(-1) ?? { orgId: '', domain: '', eventType: '' });
      await settle();
      fixture.clock.advance(HOUR);
      await retention.clean();
    }
    expect(worker.deliveredTotal).toBe(4);
    expect((await fixture.log.bounds('org')).floor).toBeGreaterThanOrEqual(3);
    await fixture.stop(worker);
  });
});
