import { Inject, Injectable } from '@nestjs/common';
import type { Page } from '@bellhop/protocol';
import type { Clock } from '@bellhop/realtime';
import type { Principal } from '../../platform/access/principal.js';
import { type CommandAnswer, type CommandKey, Commands } from '../../platform/commands/commands.js';
import { changesTo, isEmpty } from '../../platform/database/changes.js';
import type { Tx } from '../../platform/database/database.js';
import { newRowId } from '../../platform/database/row-id.js';
import { deleteRow, insertRow, updateRow } from '../../platform/database/row-writes.js';
import { Keyset } from '../../platform/http/paging.js';
import { invalidField, notFound } from '../../platform/http/problem.js';
import { PropertyDirectory } from '../../platform/tenancy/property-directory.js';
import { CLOCK, isoNow } from '../../platform/time/clock.js';
import type { BookingKind } from './booking-kind.js';
import { type BookingRow, BookingsRepository } from './bookings.repository.js';
import type { ChangeExpenseDto, ChangeRevenueDto, CreateExpenseDto, CreateRevenueDto } from './dto/booking.dto.js';
import type { ExpenseListQuery, RevenueListQuery } from './dto/finance-query.dto.js';
import { bookings } from './finance.schema.js';

const keyset = new Keyset(['day', 'uuid']);

/** Revenues and expenses: the same rules, told apart by their {@link BookingKind}. */
@Injectable()
export class BookingsService {
  constructor(
    private readonly repository: BookingsRepository,
    private readonly properties: PropertyDirectory,
    private readonly commands: Commands,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Newest day first. */
  async list<T>(
    kind: BookingKind<T>,
    principal: Principal,
    { limit, after, ...filter }: RevenueListQuery | ExpenseListQuery,
  ): Promise<Page<T>> {
    const last = keyset.read(after);
    requireOrder(filter);
    await this.properties.requireVisible(principal, filter.propertyId);
    const rows = await this.repository.list(principal, { ...filter, kind: kind.name }, limit + 1, last);
    return keyset.page(rows, limit, ({ occurredOn, bookingId }) => [occurredOn, bookingId], kind.show);
  }

  async get<T>(kind: BookingKind<T>, principal: Principal, bookingId: string): Promise<T> {
    const row = await this.repository.find(principal, kind.name, bookingId);
    if (!row) throw notFound(kind.name);
    return kind.show(row);
  }

  async create<T>(
    kind: BookingKind<T>,
    principal: Principal,
    input: CreateRevenueDto | CreateExpenseDto,
    command?: CommandKey,
  ): Promise<CommandAnswer<T>> {
    const { propertyId } = input;
    const now = isoNow(this.clock);
    const row: BookingRow = {
      bookingId: newRowId(),
      orgId: principal.orgId,
      kind: kind.name,
      propertyId,
      amountMinor: input.amountMinor,
      currency: input.currency,
      category: input.category,
      description: input.description ?? null,
      vendor: ('vendor' in input ? input.vendor : undefined) ?? null,
      occurredOn: input.occurredOn ?? (await this.properties.today(principal, propertyId)),
      createdBy: principal.userId,
      createdAt: now,
      updatedAt: now,
      version: 1,
    };
    return this.commands.commit(principal, command, {
      require: [this.properties.visible(principal, propertyId)],
      write: [insertRow(bookings, row)],
      raise: [kind.created(row)],
      respond: kind.show(row),
    });
  }

  /**
   * A change that changes nothing is no event. A booking that moves leaves its old property as a deletion, for those
   * who see only that one, and is a change in the new one: two steps of `version`.
   */
  change<T>(
    kind: BookingKind<T>,
    principal: Principal,
    bookingId: string,
    input: ChangeRevenueDto | ChangeExpenseDto,
    expected: number | undefined,
  ): Promise<T> {
    return this.commands.change(principal, {
      ...this.row(kind, principal, bookingId, expected),
      plan: (row) => {
        const changes = changesTo<BookingRow, ChangeExpenseDto | ChangeRevenueDto>(row, input);
        if (isEmpty(changes)) return { write: [], respond: kind.show(row) };
        const moved = changes.propertyId !== undefined;
        const updatedAt = isoNow(this.clock);
        const next: BookingRow = { ...row, ...changes, updatedAt, version: row.version + (moved ? 2 : 1) };
        return {
          require: [moved ? this.properties.visible(principal, next.propertyId) : undefined],
          write: [updateRow(bookings, row, next)],
          raise: [...(moved ? [kind.deleted(row)] : []), kind.updated(next)],
          respond: kind.show(next),
        };
      },
    });
  }

  remove<T>(
    kind: BookingKind<T>,
    principal: Principal,
    bookingId: string,
    expected: number | undefined,
  ): Promise<void> {
    return this.commands.change(principal, {
      ...this.row(kind, principal, bookingId, expected),
      plan: (row) => ({ write: [deleteRow(bookings, row)], raise: [kind.deleted(row)], respond: undefined }),
    });
  }

  private row<T>(kind: BookingKind<T>, principal: Principal, bookingId: string, expected: number | undefined) {
    return {
      what: kind.name,
      expected,
      find: () => this.repository.find(principal, kind.name, bookingId),
      lock: (tx: Tx) => this.repository.lock(tx, principal, kind.name, bookingId),
    };
  }
}

/** @throws ProblemException when a range of days ends before it begins */
export function requireOrder({ from, to }: { readonly from?: string; readonly to?: string }): void {
  if (from !== undefined && to !== undefined && to < from) throw invalidField('to', 'must not be before `from`');
}
