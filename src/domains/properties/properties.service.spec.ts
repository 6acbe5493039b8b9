import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createDomainFixture, type DomainFixture } from '../../../test/support/domain-fixture.js';
import { PropertyMembers } from '../../platform/tenancy/property-members.js';
import { PropertiesService } from './properties.service.js';

const house = { name: 'Porto', city: 'Porto', timezone: 'Europe/Lisbon', currency: 'EUR', rooms: 5 };

/** Records the properties whose members were released. */
class ReleasedMembers extends PropertyMembers {
  readonly properties: string[] = [];

  release(_unit: unknown, _by: unknown, propertyId: string): Promise<void> {
    this.properties.push(propertyId);
    return Promise.resolve();
  }
}

describe('PropertiesService', () => {
  const members = new ReleasedMembers();
  let fixture: DomainFixture;
  let service: PropertiesService;
  beforeAll(async () => {
    fixture = await createDomainFixture();
    service = new PropertiesService(fixture.resources, members, fixture.events, fixture.clock);
  });
  afterAll(() => fixture.close());
  beforeEach(() => fixture.forget());

  it('shows members only their own properties', async () => {
    expect((await service.rows.list(fixture.owner, { limit: 50 })).items).toHaveLength(2);
    const { items } = await service.rows.list(fixture.staff, { limit: 50 });
    expect(items.map(({ propertyId }) => propertyId)).toEqual([fixture.lisbon]);
    await expect(service.rows.get(fixture.staff, fixture.newYork)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('raises events for users who may see the property', async () => {
    const { body } = await service.rows.create(fixture.owner, house);
    const { propertyId } = body;
    await service.rows.update(fixture.owner, propertyId, { rooms: 6 }, 1);
    await service.rows.update(fixture.owner, propertyId, { rooms: 6 }, 2);
    await service.remove(fixture.owner, propertyId, 2);
    expect(fixture.raised.map(({ eventType, propertyId }) => [eventType, propertyId])).toEqual([
      ['PropertyCreated', propertyId],
      ['PropertyUpdated', propertyId],
      ['PropertyDeleted', propertyId],
    ]);
    expect(members.properties).toEqual([propertyId]);
  });

  it('archives a property once, and brings it back', async () => {
    const { body } = await service.rows.create(fixture.owner, { ...house, name: 'Braga' });
    const archived = await service.update(fixture.owner, body.propertyId, { archived: true }, 1);
    expect(archived).toMatchObject({ archivedAt: expect.any(String) as unknown, version: 2 });
    expect(await service.update(fixture.owner, body.propertyId, { archived: true }, 2)).toEqual(archived);
    expect(await service.update(fixture.owner, body.propertyId, { archived: false, rooms: 6 }, 2)).toMatchObject({
      archivedAt: null,
      rooms: 6,
      version: 3,
    });
    expect(fixture.raised.map(({ eventType }) => eventType)).toEqual([
      'PropertyCreated',
      'PropertyArchived',
      'PropertyUpdated',
      'PropertyRestored',
    ]);
  });

  it('lets an archived property take no more rows', async () => {
    const { body } = await service.rows.create(fixture.owner, { ...house, name: 'Viseu' });
    const add = () =>
      fixture.writes.commit(fixture.owner, undefined, {
        require: fixture.properties.takesRows(fixture.owner, body.propertyId),
        write: [],
        respond: 'added',
      });
    expect(await add()).toMatchObject({ body: 'added' });
    await service.update(fixture.owner, body.propertyId, { archived: true }, undefined);
    await expect(add()).rejects.toMatchObject({ errors: [{ field: 'propertyId' }] });
    await service.update(fixture.owner, body.propertyId, { archived: false }, undefined);
    expect(await add()).toMatchObject({ body: 'added' });
  });

  it('gives a name to one property in use', async () => {
    const isTaken = {
      code: 'validation_failed',
      errors: [{ field: 'name', message: 'is the name of another property' }],
    };
    const create = (name: string) => service.rows.create(fixture.owner, { ...house, name });
    const { propertyId } = (await create('Faro')).body;
    await expect(create('FARO')).rejects.toMatchObject(isTaken);
    const other = (await create('Tavira')).body;
    await expect(service.update(fixture.owner, other.propertyId, { name: 'faro' }, undefined)).rejects.toMatchObject(
      isTaken,
    );
    expect(await service.update(fixture.owner, propertyId, { name: 'FARO' }, undefined)).toMatchObject({
      name: 'FARO',
    });
    await service.update(fixture.owner, propertyId, { archived: true }, undefined);
    await service.update(fixture.owner, other.propertyId, { name: 'Faro' }, undefined);
    await expect(service.update(fixture.owner, propertyId, { archived: false }, undefined)).rejects.toMatchObject(
      isTaken,
    );
  });

  it('refuses to delete a property with rows, and raises nothing', async () => {
    await fixture.database.query(
      `insert into tasks (task_id, org_id, property_id, title, status, priority, created_by, created_at, updated_at)
       values (gen_random_uuid(), $1, $2, 'x', 'open', 'low', $3, now(), now())`,
      [fixture.owner.orgId, fixture.lisbon, fixture.owner.userId],
    );
    await expect(service.remove(fixture.owner, fixture.lisbon, undefined)).rejects.toMatchObject({ code: 'conflict' });
    expect(await service.rows.get(fixture.owner, fixture.lisbon)).toMatchObject({ version: 1 });
    expect(fixture.raised).toEqual([]);
  });
});
