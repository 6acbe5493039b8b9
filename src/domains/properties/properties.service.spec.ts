import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createStage, type Stage } from '../../../test/support/stage.js';
import { PropertyMembers } from '../../platform/tenancy/property-members.js';
import { PropertiesService } from './properties.service.js';

const house = { name: 'Porto', city: 'Porto', timezone: 'Europe/Lisbon', currency: 'EUR', rooms: 5 };

/** Records the properties whose members were released. */
class ReleasedMembers extends PropertyMembers {
  readonly properties: string[] = [];

  release(_unit: unknown, _orgId: string, propertyId: string): Promise<void> {
    this.properties.push(propertyId);
    return Promise.resolve();
  }
}

describe('PropertiesService', () => {
  const members = new ReleasedMembers();
  let stage: Stage;
  let service: PropertiesService;
  beforeAll(async () => {
    stage = await createStage();
    service = new PropertiesService(stage.resources, members, stage.events);
  });
  afterAll(() => stage.close());
  beforeEach(() => stage.forget());

  it('shows members only their own properties', async () => {
    expect((await service.rows.list(stage.owner, { limit: 50 })).items).toHaveLength(2);
    const { items } = await service.rows.list(stage.staff, { limit: 50 });
    expect(items.map(({ propertyId }) => propertyId)).toEqual([stage.lisbon]);
    await expect(service.rows.get(stage.staff, stage.newYork)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('raises events for users who may see the property', async () => {
    const { body } = await service.rows.create(stage.owner, house);
    const { propertyId } = body;
    await service.rows.change(stage.owner, propertyId, { rooms: 6 }, 1);
    await service.rows.change(stage.owner, propertyId, { rooms: 6 }, 2);
    await service.remove(stage.owner, propertyId, 2);
    expect(stage.raised.map(({ eventType, propertyId }) => [eventType, propertyId])).toEqual([
      ['PropertyCreated', propertyId],
      ['PropertyUpdated', propertyId],
      ['PropertyDeleted', propertyId],
    ]);
    expect(members.properties).toEqual([propertyId]);
  });

  it('refuses to delete a property with rows, and raises nothing', async () => {
    await stage.database.query(
      `insert into tasks (task_id, org_id, property_id, title, status, priority, created_by, created_at, updated_at)
       values (gen_random_uuid(), $1, $2, 'x', 'open', 'low', $3, now(), now())`,
      [stage.owner.orgId, stage.lisbon, stage.owner.userId],
    );
    await expect(service.remove(stage.owner, stage.lisbon, undefined)).rejects.toMatchObject({ code: 'conflict' });
    expect(await service.rows.get(stage.owner, stage.lisbon)).toMatchObject({ version: 1 });
    expect(stage.raised).toEqual([]);
  });
});
