import { Inject, Injectable } from '@nestjs/common';
import type { Page } from '@bellhop/protocol';
import type { Clock } from '@bellhop/realtime';
import { getTableColumns } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Principal } from '../access/principal.js';
import { ActivityLog, type KindLog } from '../activity/activity-log.js';
import { combine, type Plan } from '../writes/plan.js';
import { type IdempotentResponse, Writes } from '../writes/writes.js';
import type { IdempotencyKey } from '../idempotency/idempotency-key.js';
import { changesTo, isEmpty } from '../database/changes.js';
import { Database, type Tx } from '../database/database.js';
import type { Requirement } from '../database/requirement.js';
import { newRowId } from '../database/row-id.js';
import { deleteRow, insertRow, updateRow } from '../database/row-writes.js';
import { Keyset, type PageQuery } from '../http/paging.js';
import { invalidField, notFound } from '../http/problem.js';
import { PropertyDirectory } from '../tenancy/property-directory.js';
import { concernedBy, reachOf } from '../tenancy/row-audience.js';
import type { Scope } from '../tenancy/visible.js';
import { CLOCK, isoNow } from '../time/clock.js';
import { findDeleted, keepDeleted } from './deleted-rows.js';
import { deletedRows } from './deleted-rows.schema.js';
import { type AnyResource, nameOf, type Part, type Resource, type ResourceRow } from './resource.js';
import { ResourceQueries } from './resource-queries.js';

/** A domain's rules for its resource. */
export interface ResourceRules<R, C, Q> {
  /** Values for fields that a create request omits. Without it, nullable fields are null. */
  readonly defaults?: (principal: Principal, input: C) => Part<R> | Promise<Part<R>>;
  /**
   * Fields computed from changes to others.
   * @param now ISO 8601
   * @param row with the changes
   */
  readonly derive?: (
    changes: Part<R>,
    now: string,
    row: R,
    principal: Principal,
  ) => Part<R> | undefined | Promise<Part<R> | undefined>;
  /**
   * Conditions checked by the writing statement, after the one that the writer may see the row's property.
   * @param changes the whole row for a new one
   */
  readonly require?: (row: R, changes: Part<R>) => readonly (Requirement | undefined)[];
  /**
   * Refuses a row before it is written, for reasons that need other data.
   * @param changes the whole row for a new one
   * @throws ProblemException
   */
  readonly check?: (principal: Principal, row: R, changes: Part<R>) => Promise<void>;
  /** Event types that an update raises, in order. @default `<Name>Updated` */
  readonly updates?: (changes: Part<R>) => readonly string[];
  /** Values of a query's filters that depend on other data, such as the current day, in place of those that were sent. */
  readonly filterBy?: (
    principal: Principal,
    query: Omit<Q, keyof PageQuery>,
  ) => Promise<Readonly<Record<string, unknown>>>;
  /** Refuses a query whose fields contradict each other. @throws ProblemException */
  readonly checkQuery?: (query: Omit<Q, keyof PageQuery>) => void;
}

/** The five operations on a resource's rows. */
export interface ResourceRows<V, C, U, Q> {
  list(principal: Principal, query: Q): Promise<Page<V>>;
  /** @throws ProblemException `not_found` */
  get(principal: Principal, id: string): Promise<V>;
  /** Plans a new row, to write it together with others. @param input with any fields that a request cannot set */
  planCreate(principal: Principal, input: C): Promise<Plan<V>>;
  create(principal: Principal, input: C, idempotencyKey?: IdempotencyKey): Promise<IdempotentResponse<V>>;
  /**
   * @param along written together with the update
   * @throws ProblemException `not_found`; `version_conflict` when the row has another version than `expected`
   */
  update(principal: Principal, id: string, input: U, expected: number | undefined, along?: Plan<unknown>): Promise<V>;
  remove(principal: Principal, id: string, expected: number | undefined): Promise<void>;
  /** Takes the caller's own recent deletion back; a row that is there stays as it is. @throws ProblemException `not_found` */
  restore(principal: Principal, id: string): Promise<V>;
}

/** {@link ResourceRows} of a `Resource`. */
export type RowsOf<D> =
  D extends Resource<infer _R, infer V, infer C, infer U, infer Q> ? ResourceRows<V, C, U, Q> : never;

/**
 * Lists, reads, creates, updates, moves and deletes the rows of any resource. Each write is one statement
 * (docs/decisions/0024) with its events and its entry in the activity log. An update without changes raises none. A move to
 * another property, or from one person to another where rows are personal, raises a deletion for those who see it only there,
 * and an update for those who see it now; it increments `version` by two.
 */
@Injectable()
export class Resources {
  /** Every resource that a domain has, by name. */
  readonly #all = new Map<string, AnyResource>();

  constructor(
    private readonly database: Database,
    private readonly properties: PropertyDirectory,
    private readonly writes: Writes,
    private readonly activity: ActivityLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Every resource, for what the platform does with all of them. Complete when the application has started. */
  get all(): readonly AnyResource[] {
    return [...this.#all.values()];
  }

  /** Returns the activity log of a resource, for writes that its service does itself. */
  logOf({ name, schema, domain, audience }: Pick<AnyResource, 'name' | 'schema' | 'domain' | 'audience'>): KindLog {
    // In the row that clients see, the id is named after the resource.
    return this.activity.of({ name, id: `${name}Id`, schema, roles: domain.roles, audience });
  }

  of<R extends ResourceRow, V extends object, C extends object, U extends object, Q extends PageQuery>(
    resource: Resource<R, V, C, U, Q>,
    rules: ResourceRules<R, C, Q> = {},
  ): ResourceRows<V, C, U, Q> {
    const { database, properties, writes, clock } = this;
    const { name, table, id, order, audience } = resource;
    this.#all.set(name, resource);
    const log = this.logOf(resource);
    const { created, updated } = { created: `${nameOf(name)}Created`, updated: `${nameOf(name)}Updated` };
    const columns = getTableColumns(table) as Readonly<Record<string, PgColumn>>;
    const queries = new ResourceQueries<R>(resource);
    const keyset = new Keyset(order.map((field) => (columns[field]?.getSQLType() === 'date' ? 'day' : 'uuid')));
    const keyOf = (row: R) => order.map((field) => String(row[field as keyof R]));
    const toResponse = resource.toResponse ?? ((row: R): V => row as unknown as V);
    // A property belongs to no other property, and a row of the whole org to none.
    const placeOf = ({ propertyId }: R) => (id === 'propertyId' ? undefined : propertyId);
    const takesRows = (scope: Scope, propertyId: string | undefined) =>
      propertyId === undefined ? [] : properties.takesRows(scope, propertyId);
    const peopleOf = (row: R): readonly string[] => (audience ? concernedBy(audience, row) : []);

    /** @throws ProblemException for a row that its writer would not see, because it concerns somebody else */
    const requireSeen = (principal: Principal, row: R): void => {
      const [field] = audience?.concerns ?? [];
      if (field === undefined || reachOf(principal, resource) !== 'own') return;
      if (!peopleOf(row).includes(principal.userId)) throw invalidField(field, 'must be your own id', 'notYourself');
    };

    const rowToChange = (principal: Principal, rowId: string, expected: number | undefined) => ({
      what: name,
      expected,
      find: () => queries.find(database, principal, rowId),
      lock: (tx: Tx) => queries.lock(tx, principal, rowId),
    });

    /** Builds a whole row in column order; nullable columns without a value are null. */
    const rowOf = (values: Readonly<Record<string, unknown>>): R =>
      Object.fromEntries(
        Object.entries(columns).map(([field, { notNull }]) => [field, values[field] ?? (notNull ? undefined : null)]),
      ) as R;

    /** A deletion to take back, or the row itself: a second attempt, whose first response was lost, finds it there. */
    const findToRestore = async (on: Database | Tx, principal: Principal, rowId: string) => {
      const kept = await findDeleted(on, principal, name, rowId, clock.now());
      if (kept) return { version: kept.version, kept };
      const row = await queries.find(on, principal, rowId);
      return row && { version: row.version, row };
    };

    const planCreate = async (principal: Principal, input: C): Promise<Plan<V>> => {
      const now = isoNow(clock);
      const row = rowOf({
        ...(await rules.defaults?.(principal, input)),
        ...given(input),
        ...resource.fixed,
        ...{ orgId: principal.orgId, createdBy: principal.userId, updatedBy: principal.userId },
        ...{ createdAt: now, updatedAt: now, version: 1 },
        [id]: newRowId(),
      });
      requireSeen(principal, row);
      await rules.check?.(principal, row, row);
      const response = toResponse(row);
      return {
        require: [...takesRows(principal, placeOf(row)), ...(rules.require?.(row, row) ?? [])],
        write: [insertRow(table, row), ...log.created(principal, response)],
        raise: [resource.event(created, row)],
        respond: response,
      };
    };

    return {
      async list(principal, { limit, after, ...query }) {
        const last = keyset.read(after);
        rules.checkQuery?.(query);
        const filter = query as { readonly propertyId?: string };
        await properties.requireVisible(principal, filter.propertyId);
        const values = { ...filter, ...(await rules.filterBy?.(principal, query)) };
        const rows = await queries.list(database, principal, values, limit + 1, last);
        return keyset.page(rows, limit, keyOf, toResponse);
      },

      async get(principal, rowId) {
        const row = await queries.find(database, principal, rowId);
        if (!row) throw notFound(name);
        return toResponse(row);
      },

      planCreate,
      async create(principal, input, idempotencyKey) {
        return writes.commit(principal, idempotencyKey, await planCreate(principal, input));
      },

      update: (principal, rowId, input, expected, along) =>
        writes.update(principal, {
          ...rowToChange(principal, rowId, expected),
          plan: async (row) => {
            const changes = changesTo(row, input as object) as Part<R>;
            if (isEmpty(changes)) return { write: [], respond: toResponse(row) };
            const now = isoNow(clock);
            const changed: R = { ...row, ...changes, updatedAt: now, updatedBy: principal.userId };
            const derived: R = { ...changed, ...(await rules.derive?.(changes, now, changed, principal)) };
            const moved = changes.propertyId !== undefined;
            const isLost = moved || peopleOf(row).some((userId) => !peopleOf(derived).includes(userId));
            const next: R = { ...derived, version: row.version + (isLost ? 2 : 1) };
            requireSeen(principal, next);
            await rules.check?.(principal, next, changes);
            const updates = rules.updates?.(changes) ?? [updated];
            const [before, after] = [toResponse(row), toResponse(next)];
            const own: Plan<V> = {
              require: [
                ...(moved ? takesRows(principal, next.propertyId) : []),
                ...(rules.require?.(next, changes) ?? []),
              ],
              write: [updateRow(table, row, next), ...log.updated(principal, before, after, Object.keys(changes))],
              raise: [
                ...(isLost ? [resource.deleted(row, principal.userId)] : []),
                ...updates.map((eventType) => resource.event(eventType, next)),
              ],
              respond: after,
            };
            return along ? combine([along], own) : own;
          },
        }),

      remove: (principal, rowId, expected) =>
        writes.update(principal, {
          ...rowToChange(principal, rowId, expected),
          plan: (row) => ({
            write: [
              deleteRow(table, row),
              keepDeleted(principal, name, rowId, row, clock.now()),
              ...log.deleted(principal, toResponse(row)),
            ],
            raise: [resource.deleted(row, principal.userId)],
            respond: undefined,
          }),
        }),

      restore: (principal, rowId) =>
        writes.update(principal, {
          what: name,
          expected: undefined,
          find: () => findToRestore(database, principal, rowId),
          lock: (tx: Tx) => findToRestore(tx, principal, rowId),
          plan: async (found) => {
            if ('row' in found) return { write: [], respond: toResponse(found.row) };
            const { kept } = found;
            // A deletion from before a column was added lacks it.
            const row = rowOf(kept.content as Readonly<Record<string, unknown>>);
            const stamps = { updatedAt: isoNow(clock), updatedBy: principal.userId };
            // Above the version of the deletion, which clients have seen.
            const next: R = { ...row, ...stamps, version: row.version + 2 };
            await rules.check?.(principal, next, next);
            // Whom a row concerns sees it whatever properties they may see.
            const isOwn = peopleOf(next).includes(principal.userId);
            const scope: Scope = isOwn ? { orgId: principal.orgId, propertyIds: 'all' } : principal;
            return {
              require: [...takesRows(scope, placeOf(next)), ...(rules.require?.(next, next) ?? [])],
              write: [
                deleteRow(deletedRows, kept),
                insertRow(table, next),
                ...log.created(principal, toResponse(next)),
              ],
              raise: [resource.event(updated, next)],
              respond: toResponse(next),
            };
          },
        }),
    };
  }
}

/** Drops undefined fields, so that defaults apply. */
const given = (input: object): object =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
