import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { object, uuid } from '@bellhop/protocol';
import { defineDomain, RealtimeModule } from '@bellhop/realtime';
import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import { RespondsWith, RespondsWithPage } from '../../src/platform/openapi/responses.js';
import { createBody } from '../../src/platform/http/request-fields.js';
import { AbsencesModule, addAbsences } from '../support/domains/planted-absences.js';
import { addLockers, LockersModule } from '../support/domains/planted-lockers.js';
import type { Member } from '../support/app.js';
import { chosenDomains } from './chosen-domains.js';
import { SCENARIOS } from './scenarios.js';
import { TRANSPORTS, type Transport, type Visitor, World } from './world.js';

const PARCEL = { name: 'Parcel', schema: object({ parcelId: uuid }) };
class CreateParcelDto extends createBody({ propertyId: uuid }) {}

/** A domain without events. */
@Controller('parcels')
class ParcelsController {
  @Get()
  @RespondsWithPage('Every parcel.', PARCEL)
  list() {
    return { items: [], next: null };
  }

  @Get(':parcelId')
  @RespondsWith('One parcel.', PARCEL)
  get() {
    return { parcelId: crypto.randomUUID() };
  }

  @Post()
  @RespondsWith('Takes a parcel in.', PARCEL)
  create(@Body() _parcel: CreateParcelDto) {
    return { parcelId: crypto.randomUUID() };
  }
}

@Module({
  imports: [RealtimeModule.forFeature(defineDomain('parcels', { ParcelCreated: PARCEL.schema }))],
  controllers: [ParcelsController],
})
class ParcelsModule {}

/** A domain without routes. */
@Module({ imports: [RealtimeModule.forFeature(defineDomain('umbrellas', { UmbrellaLent: PARCEL.schema }))] })
class UmbrellasModule {}

describe('conformance', () => {
  let world: World;
  const visitors: Visitor[] = [];
  beforeAll(async () => {
    world = await World.open([LockersModule, AbsencesModule, ParcelsModule, UmbrellasModule]);
    await addLockers(world.server.database);
    await addAbsences(world.server.database);
  });
  afterAll(async () => {
    for (const { browser } of visitors) for (const tab of [...browser.tabs]) tab.kill();
    await (world as World | undefined)?.close();
  });

  const play = async (name: string, transport: Transport, scenario: string): Promise<void> => {
    const newVisitor = (member: Member): Visitor => {
      const visitor = world.visitor({ domain: name, transport, member });
      visitors.push(visitor);
      return visitor;
    };
    const [chosen] = Object.entries(SCENARIOS).filter(([title]) => title.startsWith(scenario));
    if (!chosen) throw new Error(`there is no scenario ${scenario}`);
    const domain = await world.domain(name);
    await chosen[1]({ world, domain, transport, newVisitor, visitor: newVisitor(await world.member('owner')) });
  };

  it.each(TRANSPORTS)('finds rows, events and rights of a planted domain by its definition: %s', (transport) =>
    play('lockers', transport, 'delivery'),
  );

  it.each(TRANSPORTS)('finds whom the events of a domain with an audience reach: %s', (transport) =>
    play('absences', transport, 'delivery'),
  );

  it('reports a domain that raises no event for a new row', () =>
    expect(play('parcels', 'stream', 'delivery')).rejects.toThrow(/Does parcels raise an event for it\?/));

  it.each([
    ['umbrellas', 'src/domains/umbrellas/umbrellas.controller.ts'],
    ['pillows', 'src/domains/pillows/pillows.module.ts'],
  ])('names the file and the line missing for the domain %s', (name, file) =>
    expect(world.domain(name)).rejects.toThrow(file),
  );

  it('lists the known domains for an unknown name', () => {
    expect(() => chosenDomains('tasks,pillows')).toThrow(/no domain pillows\. Known are .*tasks.*catalogue\.ts/);
    expect(chosenDomains('tasks')).toEqual(['tasks']);
  });
});
