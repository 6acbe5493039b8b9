import { describe, expect, it } from '@jest/globals';
import { integer, object, uuid } from '@bellhop/protocol';
import { defineDomain } from '@bellhop/realtime';
import { pgTable, primaryKey } from 'drizzle-orm/pg-core';
import { columnsOf, rowColumns } from '../database/columns.js';
import { PageQuery } from '../http/paging.js';
import { createBody, updateBody } from '../http/request-fields.js';
import { defineResource } from './resource.js';
import { ResourceQueries } from './resource-queries.js';

const fields = { roomId: uuid, propertyId: uuid, floor: integer(0, 40) };
const schema = object(fields);
const rooms = pgTable('rooms', { ...columnsOf(fields), ...rowColumns() }, (table) => [
  primaryKey({ columns: [table.orgId, table.roomId] }),
]);

class CreateRoomDto extends createBody({ propertyId: uuid, floor: fields.floor }) {}
class UpdateRoomDto extends updateBody({ floor: fields.floor }) {}

const events = { RoomCreated: schema, RoomUpdated: schema, RoomDeleted: schema };
const options = { table: rooms, schema, create: CreateRoomDto, update: UpdateRoomDto, query: PageQuery };

describe('a resource', () => {
  it('throws an error that names the event its domain lacks', () => {
    const { RoomDeleted: _, ...others } = events;
    expect(() => defineResource('room', { ...options, domain: defineDomain('rooms', others) })).toThrow(
      'the domain rooms has no event RoomDeleted',
    );
  });

  it('throws an error if rows and events would reach different people', () => {
    const personal = defineDomain('rooms', events, { audience: { of: () => [], all: [] } });
    expect(() => defineResource('room', { ...options, domain: personal })).toThrow(
      'the domain rooms has an audience: name in `concerns` the fields of a room with the people whom it concerns',
    );
    const shared = defineDomain('rooms', events);
    expect(() => defineResource('room', { ...options, domain: shared, concerns: ['roomId'] })).toThrow(
      'the domain rooms has no audience: the events of a room would reach others as well',
    );
  });

  it('raises no event that would reach other people than those who see its row', () => {
    const domain = defineDomain('rooms', events, { audience: { of: () => ['p', 'somebody else'], all: ['owner'] } });
    const resource = defineResource('room', { ...options, domain, concerns: ['propertyId'] });
    const stamps = { createdAt: '', updatedAt: '', updatedBy: null, version: 3 };
    const row = { orgId: 'o', propertyId: 'p', roomId: 'r', floor: 1, ...stamps };
    const sentence = 'would reach other people than those whom its row concerns: see the audience of rooms';
    expect(() => resource.event('RoomUpdated', row)).toThrow(`RoomUpdated ${sentence}`);
    expect(() => resource.deleted(row, 'b')).toThrow(`RoomDeleted ${sentence}`);
  });

  it('tells whom a deleted row concerned', () => {
    const audience = { of: ({ payload }: { payload: { propertyId: string } }) => [payload.propertyId], all: ['owner'] };
    const domain = defineDomain('rooms', events, { audience });
    const resource = defineResource('room', { ...options, domain, concerns: ['propertyId'] });
    const stamps = { createdAt: '', updatedAt: '', updatedBy: null, version: 3 };
    const row = { orgId: 'o', propertyId: 'p', roomId: 'r', floor: 1, ...stamps };
    expect(resource.deleted(row, 'b').event.payload).toEqual({
      ...{ roomId: 'r', version: 4, deletedBy: 'b' },
      propertyId: 'p',
    });
  });

  it('throws an error that names the field its table lacks', () => {
    const resource = defineResource('suite', {
      ...options,
      domain: defineDomain('suites', { SuiteCreated: schema, SuiteUpdated: schema, SuiteDeleted: schema }),
    });
    expect(() => new ResourceQueries(resource)).toThrow('the table of a resource has no field suiteId');
  });

  it('builds a deletion event from the row’s name and id', () => {
    const resource = defineResource('room', { ...options, domain: defineDomain('rooms', events) });
    const row = {
      ...{ orgId: 'o', propertyId: 'p', roomId: 'r', floor: 1 },
      createdAt: '',
      updatedAt: '',
      updatedBy: 'a',
      version: 3,
    };
    expect(resource.deleted(row, 'b')).toMatchObject({
      eventType: 'RoomDeleted',
      event: { orgId: 'o', propertyId: 'p', payload: { roomId: 'r', version: 4, deletedBy: 'b' } },
    });
  });
});
