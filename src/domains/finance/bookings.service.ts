import { Inject, Injectable } from '@nestjs/common';
import type { Page } from '@bellhop/contracts';
import { type Clock, DomainEvents } from '@bellhop/realtime';
import { v7 as uuidv7 } from 'uuid';
import type { Principal } from '../../platform/auth/principal.js';
import { type CommandAnswer, type CommandKey, Commands } from '../../platform/commands/commands.js';
import { changesTo, isEmpty } from '../../platform/database/changes.js';
import type { Tx } from '../../platform/database/database.js';
import { requireVersion } from '../../platform/http/if-match.js';
import { Keyset } from '../../platform/http/paging.js';
import { invalidField, notFound } from '../../platform/http/problem.js';
import { PropertyDirectory } from '../../platform/tenancy/property-directory.js';
import { CLOCK } from '../../platform/time/clock.js';
import type { BookingKind } from './booking-kind.js';
import { type BookingRow, BookingsRepository } from './bookings.repository.js';
import type { ChangeExpenseDto, ChangeRevenueDto, CreateExpenseDto, CreateRevenueDto } from './dto/booking.dto.js';
import type { ExpenseListQuery, RevenueListQuery } from './dto/finance-query.dto.js';

const keyset = new Keyset(['day', 'uuid']);

/** Revenues and expenses: the same rules, told apart by their {@link BookingKind}. */
@Injectable()
export class BookingsService {
  constructor(
    private readonly repository: BookingsRepository,
    private readonly properties: PropertyDirectory,
    private readonly events: DomainEvents<Tx>,
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

  create<T>(
    kind: BookingKind<T>,
    principal: Principal,
    input: CreateRevenueDto | CreateExpenseDto,
    command?: CommandKey,
  ): Promise<CommandAnswer<T>> {
    return this.commands.run(principal, command, async ({ tx, raise }) => {
      const { today } = await this.properties.hold(tx, principal, input.propertyId);
      const now = new Date(this.clock.now());
      const row = await this.repository.insert(tx, {
        ...input,
        bookingId: uuidv7(),
        orgId: principal.orgId,
        kind: kind.name,
        occurredOn: input.occurredOn ?? today,
        createdBy: principal.userId,
        createdAt: now,
        updatedAt: now,
      });
      const booking = kind.show(row);
      kind.created(raise, row, booking);
      return booking;
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
    return this.events.transaction(async ({ tx, raise }) => {
      const row = await this.lock(tx, kind, principal, bookingId, expected);
      const changes = changesTo<BookingRow, ChangeExpenseDto | ChangeRevenueDto>(row, input);
      if (isEmpty(changes)) return kind.show(row);
      const moved = changes.propertyId !== undefined;
      if (changes.propertyId !== undefined) await this.properties.hold(tx, principal, changes.propertyId);
      const updatedAt = new Date(this.clock.now());
      const changed = await this.repository.update(tx, row, { ...changes, updatedAt }, moved ? 2 : 1);
      const booking = kind.show(changed);
      if (moved) kind.deleted(raise, row, { bookingId, version: row.version + 1 });
      kind.updated(raise, changed, booking);
      return booking;
    }, principal);
  }

  remove<T>(
    kind: BookingKind<T>,
    principal: Principal,
    bookingId: string,
    expected: number | undefined,
  ): Promise<void> {
    return this.events.transaction(async ({ tx, raise }) => {
      const row = await this.lock(tx, kind, principal, bookingId, expected);
      await this.repository.remove(tx, row);
      kind.deleted(raise, row, { bookingId, version: row.version + 1 });
    }, principal);
  }

  private async lock<T>(
    tx: Tx,
    kind: BookingKind<T>,
    principal: Principal,
    bookingId: string,
    expected: number | undefined,
  ): Promise<BookingRow> {
    const row = await this.repository.lock(tx, principal, kind.name, bookingId);
    if (!row) throw notFound(kind.name);
    requireVersion(row, expected);
    return row;
  }
}

/** @throws ProblemException when a range of days ends before it begins */
export function requireOrder({ from, to }: { readonly from?: string; readonly to?: string }): void {
  if (from !== undefined && to !== undefined && to < from) throw invalidField('to', 'must not be before `from`');
}
