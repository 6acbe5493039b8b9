import { Inject, Injectable } from '@nestjs/common';
import type { Property } from '@bellhop/hotel';
import type { Page } from '@bellhop/protocol';
import { type Clock, DomainEvents } from '@bellhop/realtime';
import type { Principal } from '../../platform/access/principal.js';
import { type CommandAnswer, type CommandKey, Commands } from '../../platform/commands/commands.js';
import { changesTo, isEmpty } from '../../platform/database/changes.js';
import type { Tx } from '../../platform/database/database.js';
import { newRowId } from '../../platform/database/row-id.js';
import { isForeignKeyViolation } from '../../platform/database/database.errors.js';
import { insertRow, updateRow } from '../../platform/database/row-writes.js';
import { requireVersion } from '../../platform/http/if-match.js';
import { Keyset, type PageQuery } from '../../platform/http/paging.js';
import { notFound, ProblemException } from '../../platform/http/problem.js';
import { PropertyMembers } from '../../platform/tenancy/property-members.js';
import { properties } from '../../platform/tenancy/tenancy.schema.js';
import { CLOCK, isoNow } from '../../platform/time/clock.js';
import type { ChangePropertyDto, CreatePropertyDto } from './dto/property.dto.js';
import { propertiesDomain } from './properties.events.js';
import { PropertiesRepository, type PropertyRow } from './properties.repository.js';

const keyset = new Keyset(['uuid']);

/** The hotels of a group. */
@Injectable()
export class PropertiesService {
  constructor(
    private readonly repository: PropertiesRepository,
    private readonly members: PropertyMembers,
    private readonly events: DomainEvents<Tx>,
    private readonly commands: Commands,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** In the order they were added. */
  async list(principal: Principal, { limit, after }: PageQuery): Promise<Page<Property>> {
    const [last] = keyset.read(after) ?? [];
    const rows = await this.repository.list(principal, limit + 1, last);
    return keyset.page(rows, limit, ({ propertyId }) => [propertyId]);
  }

  async get(principal: Principal, propertyId: string): Promise<Property> {
    const row = await this.repository.find(principal, propertyId);
    if (!row) throw notFound('property');
    return row;
  }

  create(principal: Principal, input: CreatePropertyDto, command?: CommandKey): Promise<CommandAnswer<Property>> {
    const now = isoNow(this.clock);
    const { name, city, timezone, currency, rooms } = input;
    const row: PropertyRow = {
      ...{ propertyId: newRowId(), orgId: principal.orgId, name, city, timezone, currency, rooms },
      ...{ createdAt: now, updatedAt: now, version: 1 },
    };
    return this.commands.commit(principal, command, {
      write: [insertRow(properties, row)],
      raise: [propertiesDomain.event('PropertyCreated', about(row))],
      respond: row,
    });
  }

  change(
    principal: Principal,
    propertyId: string,
    input: ChangePropertyDto,
    expected: number | undefined,
  ): Promise<Property> {
    return this.commands.change(principal, {
      what: 'property',
      expected,
      find: () => this.repository.find(principal, propertyId),
      lock: (tx) => this.repository.lock(tx, principal, propertyId),
      plan: (row) => {
        const changes = changesTo(row, input);
        if (isEmpty(changes)) return { write: [], respond: row };
        const next = { ...row, ...changes, updatedAt: isoNow(this.clock), version: row.version + 1 };
        return {
          write: [updateRow(properties, row, next)],
          raise: [propertiesDomain.event('PropertyUpdated', about(next))],
          respond: next,
        };
      },
    });
  }

  /** @throws ProblemException `conflict` while there are rows in the property */
  async remove(principal: Principal, propertyId: string, expected: number | undefined): Promise<void> {
    try {
      await this.events.transaction(async (unit) => {
        const { tx, raise } = unit;
        const row = await this.lock(tx, principal, propertyId, expected);
        // Told first: whoever was given the property does not see it any more from the next event on.
        raise(propertiesDomain, 'PropertyDeleted', {
          orgId: row.orgId,
          propertyId,
          payload: { propertyId, version: row.version + 1 },
        });
        await this.members.release(unit, row.orgId, propertyId);
        await this.repository.remove(tx, row);
      }, principal);
    } catch (error) {
      if (!isForeignKeyViolation(error)) throw error;
      throw new ProblemException('conflict', 'The property still has bookings or tasks. Delete those first.');
    }
  }

  private async lock(tx: Tx, principal: Principal, propertyId: string, expected: number | undefined) {
    const row = await this.repository.lock(tx, principal, propertyId);
    if (!row) throw notFound('property');
    requireVersion(row, expected);
    return row;
  }
}

const about = (row: PropertyRow) => ({ orgId: row.orgId, propertyId: row.propertyId, payload: row });
