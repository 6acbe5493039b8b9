import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { inputAttributes, line, optionsOf } from '@bellhop/hotel';
import { instant, integer, list, nullable, object, oneOf, text, uuid } from '@bellhop/protocol';
import { defineDomain, validatePayload } from '@bellhop/realtime';
import { Body, Controller, type INestApplication, Post } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { getTableConfig, pgTable } from 'drizzle-orm/pg-core';
import { columnsOf } from '../../src/platform/database/columns.js';
import { createAsyncApi } from '../../src/platform/docs/asyncapi.js';
import { createOpenApi } from '../../src/platform/docs/openapi.js';
import type { ProblemException } from '../../src/platform/http/problem.js';
import { createBody, updateBody } from '../../src/platform/http/request-fields.js';
import { validationPipe } from '../../src/platform/http/validation.pipe.js';

interface Limits {
  readonly characters: number;
  readonly floors: number;
  readonly statuses: readonly string[];
  readonly guests: number;
}

const LIMITS: Limits = { characters: 20, floors: 40, statuses: ['clean', 'dirty'], guests: 2 };

/** The one description of a planted domain’s fields. */
const roomFields = ({ characters, floors, statuses }: Limits) => ({
  number: line(characters),
  note: nullable(text(characters)),
  floor: integer(0, floors),
  status: oneOf(...statuses),
  readyAt: nullable(instant),
});

const guestFields = ({ guests }: Limits) => ({ guestIds: list(uuid, guests) });

const x = (length: number): string => 'x'.repeat(length);
const ids = (count: number): string[] => Array.from({ length: count }, () => crypto.randomUUID());
const ROOM = { number: '101', note: null, floor: 1, status: 'clean', readyAt: null, guestIds: [] };

/** Everything derived from the description, built as an application builds it. */
async function rooms(limits: Limits) {
  const fields = { ...roomFields(limits), ...guestFields(limits) };
  class CreateRoomDto extends createBody(fields) {}
  class ChangeRoomDto extends updateBody(fields) {}
  @Controller('rooms')
  class RoomsController {
    @Post()
    create(@Body() room: CreateRoomDto): CreateRoomDto {
      return room;
    }
  }
  const module = await Test.createTestingModule({
    imports: [DiscoveryModule],
    controllers: [RoomsController],
  }).compile();
  const app: INestApplication = module.createNestApplication(new FastifyAdapter());
  const payload = object(fields);
  const domain = defineDomain('rooms', { RoomCreated: payload });
  const check = async (metatype: typeof CreateRoomDto | typeof ChangeRoomDto, body: object): Promise<string[]> => {
    try {
      await validationPipe().transform(body, { type: 'body', metatype });
      return [];
    } catch (error) {
      return ((error as ProblemException).errors ?? []).map(({ field, message }) => `${field} ${message}`);
    }
  };
  const { components } = createOpenApi(app, '0', 'https://fixture.test') as unknown as Document;
  const message = createAsyncApi([domain], '0').components.messages['rooms.RoomCreated']?.payload as Message;
  return {
    app,
    /** Returns the errors for a field’s value in a create, an update and an event. */
    wrong: async (value: object) => ({
      create: await check(CreateRoomDto, { ...ROOM, ...value }),
      update: await check(ChangeRoomDto, value),
      event: validatePayload(payload, { ...ROOM, ...value }).length,
    }),
    openApi: components.schemas['CreateRoomDto'],
    asyncApi: message.properties.payload,
    columns: Object.fromEntries(
      getTableConfig(pgTable('rooms', columnsOf(roomFields(limits)))).columns.map((column) => [column.name, column]),
    ),
    fields,
  };
}

interface Described {
  readonly properties: Readonly<Record<string, object>>;
  readonly required: readonly string[];
}
interface Document {
  readonly components: { readonly schemas: Readonly<Record<string, Described>> };
}
interface Message {
  readonly properties: { readonly payload: Described };
}

const FINE = { create: [], update: [], event: 0 };
const WRONG = { create: [expect.any(String)], update: [expect.any(String)], event: 1 };

describe.each([
  ['as it is', LIMITS],
  ['with one more of everything', { characters: 21, floors: 41, statuses: ['clean', 'dirty', 'closed'], guests: 3 }],
])('a field described once, %s', (_, limits) => {
  const { characters, floors, statuses, guests } = limits;
  let made: Awaited<ReturnType<typeof rooms>>;
  beforeEach(async () => {
    made = await rooms(limits);
  });
  afterEach(() => made.app.close());

  it('sets the limits of requests and events', async () => {
    expect(await made.wrong({ number: x(characters) })).toEqual(FINE);
    expect(await made.wrong({ number: x(characters + 1) })).toEqual({
      create: [`number must be shorter than or equal to ${characters} characters`],
      update: [`number must be shorter than or equal to ${characters} characters`],
      event: 1,
    });
    expect(await made.wrong({ note: x(characters) })).toEqual(FINE);
    expect(await made.wrong({ note: null })).toEqual(FINE);
    expect(await made.wrong({ note: x(characters + 1) })).toEqual(WRONG);
    expect(await made.wrong({ floor: floors })).toEqual(FINE);
    expect(await made.wrong({ floor: floors + 1 })).toEqual(WRONG);
    expect(await made.wrong({ floor: null })).toEqual(WRONG);
    expect(await made.wrong({ status: statuses.at(-1) })).toEqual(FINE);
    expect(await made.wrong({ status: 'flooded' })).toEqual(WRONG);
    expect(await made.wrong({ readyAt: '2026-11-21T09:30:00.000Z' })).toEqual(FINE);
    expect(await made.wrong({ readyAt: 'at noon' })).toEqual(WRONG);
    expect(await made.wrong({ guestIds: ids(guests) })).toEqual(FINE);
    expect(await made.wrong({ guestIds: ids(guests + 1) })).toEqual(WRONG);
  });

  it('appears in both API documents', () => {
    const limitsOf = { number: { maxLength: characters }, floor: { minimum: 0, maximum: floors } };
    expect(made.openApi).toMatchObject({
      properties: { ...limitsOf, status: { enum: statuses }, guestIds: { maxItems: guests } },
      required: ['number', 'floor', 'status', 'guestIds'],
    });
    expect(made.asyncApi).toMatchObject({
      properties: { ...limitsOf, status: { enum: statuses }, guestIds: { maxItems: guests } },
      required: ['number', 'note', 'floor', 'status', 'readyAt', 'guestIds'],
    });
  });

  it('defines the table’s column and the form’s input', () => {
    const { number, note, floor, status } = made.columns;
    expect([number?.getSQLType(), number?.notNull]).toEqual(['text', true]);
    expect([note?.getSQLType(), note?.notNull]).toEqual(['text', false]);
    expect([floor?.getSQLType(), status?.enumValues]).toEqual(['integer', statuses]);
    expect(inputAttributes(made.fields.note)).toEqual({ maxLength: characters });
    expect(inputAttributes(made.fields.floor)).toEqual({ min: 0, max: floors });
    expect(optionsOf(made.fields.status)).toEqual(statuses);
  });
});

it('gets a wider column where the numbers need one', () => {
  const { columns } = getTableConfig(pgTable('rooms', columnsOf({ rateMinor: integer(0, 2 ** 31) })));
  expect(columns.map((column) => [column.name, column.getSQLType()])).toEqual([['rate_minor', 'bigint']]);
});
