import { beforeEach, describe, expect, it } from '@jest/globals';
import { Retention } from '../log/retention.js';
import { DeliveryHouse, settle } from '../testing/delivery-house.js';

const HOUR = 3_600_000;

describe('retention and durable subscribers', () => {
  let house: DeliveryHouse;
  let retention: Retention;
  beforeEach(async () => {
    house = new DeliveryHouse();
    const neededFrom = (missingMs: number) => house.store.neededFrom(['digest'], missingMs);
    retention = new Retention(house.log, house.clock, { retentionMs: HOUR, neededFrom }, (error) => {
      throw error;
    });
    const worker = house.worker();
    await worker.start();
    await house.stop(worker);
  });

  /** An event an hour, and a round of retention after each, without a running worker. */
  const passHours = async (hours: number): Promise<void> => {
    for (let hour = 0; hour < hours; hour += 1) {
      await house.commit();
      house.clock.advance(HOUR);
      await retention.clean();
    }
  };
  const returns = async () => {
    const worker = house.worker([{ handle: () => Promise.resolve() }]);
    await worker.start();
    await settle();
    return worker;
  };

  it('keep the events that a subscriber has yet to get', async () => {
    await passHours(3);
    const worker = await returns();
    expect([worker.deliveredTotal, worker.expiredTotal]).toEqual([3, 0]);
    expect(house.gaps).toEqual([]);
    await house.stop(worker);
    // It has everything: an hour later none of it is kept any more.
    house.clock.advance(HOUR);
    await retention.clean();
    expect(await house.log.bounds('org')).toMatchObject({ head: 3, floor: 3 });
  });

  it("keep them for three times as long at most, and the subscriber's loss is reported", async () => {
    await passHours(7);
    expect(await house.log.bounds('org')).toMatchObject({ head: 7, floor: 4 });
    const worker = await returns();
    expect([worker.deliveredTotal, worker.expiredTotal]).toEqual([3, 4]);
    expect(house.gaps).toEqual([{ subscription: 'digest', orgId: 'org', from: 1, to: 4 }]);
    await house.stop(worker);
  });

  it('keep nothing that every subscriber has had', async () => {
    const worker = await returns();
    for (let hour = 0; hour < 4; hour += 1) {
      worker.accept((await house.commit()).at(-1) ?? { orgId: '', domain: '', eventType: '' });
      await settle();
      house.clock.advance(HOUR);
      await retention.clean();
    }
    expect(worker.deliveredTotal).toBe(4);
    expect((await house.log.bounds('org')).floor).toBeGreaterThanOrEqual(3);
    await house.stop(worker);
  });
});
