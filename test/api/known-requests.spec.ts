import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SimulatedClock } from '@bellhop/realtime/testing';
import type { SqlDriver } from '../../src/platform/database/sql-driver.js';
import { createTestApp, firstProperty, type Member, type TestApp } from '../support/app.js';
import { createService, type Service, taskCreated } from '../support/publishing.js';

/**
 * docs/decisions/0022: sessions, rights and what an organisation has are kept in memory, and the log keeps them
 * current.
 */
describe('what requests need and memory holds', () => {
  // Stopped, so that no timer queries the database meanwhile.
  const clock = new SimulatedClock(Date.now());
  let server: TestApp;
  let owner: Member;
  let service: Service;
  let statements: string[];
  beforeAll(async () => {
    server = await createTestApp({ clock });
    owner = await server.signIn('owner');
    service = await createService(server, owner);
    await owner.call('get', '/auth/me').expect(200);
    await service.accepted(signal());
    const { driver } = server.database as unknown as { driver: SqlDriver };
    const run = driver.run.bind(driver);
    jest.spyOn(driver, 'run').mockImplementation((text, ...rest) => {
      statements.push(text);
      return run(text, ...rest);
    });
  });
  afterAll(() => server.close());
  beforeEach(() => void (statements = []));

  const signal = () => ({ ...taskCreated(owner), durable: false });

  it('takes no statement: the signed-in user', async () => {
    await owner.call('get', '/auth/me').expect(200);
    expect(statements).toEqual([]);
  });

  it('takes no statement: a request refused by validation', async () => {
    await owner.call('post', '/tasks', { title: 7 }).expect(400);
    expect(statements).toEqual([]);
  });

  it('takes no statement: an ephemeral event by API key', async () => {
    await service.accepted(signal());
    expect(statements).toEqual([]);
  });

  it('takes no statement: the property of a list and the cursor of its snapshot', async () => {
    await owner.call('get', `/tasks?limit=1&propertyId=${firstProperty(owner)}`).expect(200);
    expect(statements.filter((text) => !text.includes('from "tasks"'))).toEqual([]);
  });

  it('takes no statement: the property’s current day for a booking without a date', async () => {
    const booking = { propertyId: firstProperty(owner), amountMinor: 100, currency: 'EUR', category: 'other' };
    await owner.call('post', '/finance/revenues', booking).expect(201);
    expect(statements).toEqual([]);
  });

  it('is read anew when the log reports a change', async () => {
    const house = { name: 'Annexe', city: 'Porto', timezone: 'Europe/Lisbon', currency: 'EUR', rooms: 4 };
    const { body } = await owner.call('post', '/properties', house).expect(201);
    const { propertyId } = body as { propertyId: string };
    const visible = async () =>
      ((await owner.call('get', '/auth/me').expect(200)).body as { propertyIds: string[] }).propertyIds;
    expect(await visible()).toContain(propertyId);
    await service.accepted({ ...signal(), propertyId });
    await owner.call('delete', `/properties/${propertyId}`).expect(204);
    expect(await visible()).not.toContain(propertyId);
    await service.publish({ ...signal(), propertyId }).expect(404);
  });
});
