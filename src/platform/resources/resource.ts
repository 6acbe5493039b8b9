import { searchedFields } from '@bellhop/hotel';
import type { Schema } from '@bellhop/protocol';
import type { DomainDefinition, DomainEvent } from '@bellhop/realtime';
import type { Type } from '@nestjs/common';
import { getTableColumns, type Placeholder, type SQL } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { PageQuery } from '../http/paging.js';
import { concernedBy, type RowAudience } from '../tenancy/row-audience.js';

/** Columns of every resource. Without `propertyId` its rows are the whole org's: every member sees them. */
// A type alias, because an interface is not assignable to the plain records that `row-writes.ts` takes.
export type ResourceRow = {
  readonly orgId: string;
  readonly propertyId?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly updatedBy: string | null;
  readonly version: number;
};

export type ResourceTable = PgTable &
  Readonly<Record<Exclude<keyof ResourceRow, 'propertyId'>, PgColumn>> & { readonly propertyId?: PgColumn };
export type RowOf<T extends ResourceTable> = T['$inferSelect'] & ResourceRow;

/** A subset of a row's fields. */
export type Part<R> = { readonly [K in keyof R]?: R[K] | undefined };

export interface ResourceOptions<T extends ResourceTable, V extends object, C, U, Q extends PageQuery> {
  readonly table: T;
  /** Needs the events `<Name>Created`, `<Name>Updated` and `<Name>Deleted`. */
  readonly domain: DomainDefinition;
  /** Describes a row in responses and events. */
  readonly schema: Schema<V>;
  /** Body of `POST`. */
  readonly create: Type<C>;
  /** Body of `PATCH`. */
  readonly update: Type<U>;
  /** Query of the list. */
  readonly query: Type<Q>;
  /** Name of the id's field. @default `<name>Id` */
  readonly id?: keyof T['$inferSelect'] & string;
  /** Values common to all rows of the resource, if its table also holds other rows. @default none */
  readonly fixed?: Part<RowOf<T>>;
  /** Query fields compared with the column of the same name. @default none */
  readonly filters?: readonly (keyof NoInfer<Q> & keyof T['$inferSelect'] & string)[];
  /** Conditions for the query's other fields. @default none */
  readonly conditions?: { readonly [K in keyof NoInfer<Q>]?: (value: Placeholder) => SQL };
  /** First field of the list's sort key; the id is the second. @default the id alone, in order of creation */
  readonly sortBy?: keyof T['$inferSelect'] & string;
  /** @default oldest first */
  readonly newestFirst?: boolean;
  /** Columns of text in which `GET /v2/search` looks; none keep the rows out of it. @default all free text and addresses */
  readonly searched?: readonly (keyof T['$inferSelect'] & string)[];
  /**
   * Fields with the ids of the people whom a row concerns, among those of the response, if the domain has an audience: these people
   * and the roles in its `all` see the row, as they get its events. Nobody else does.
   */
  readonly concerns?: readonly (keyof T['$inferSelect'] & keyof V & string)[];
  /** Maps a row to the response. @default the row itself */
  readonly toResponse?: (row: RowOf<T>) => NoInfer<V>;
}

/** A resource as `Resources` and `ResourceRoutes` use it. Created by {@link defineResource}. */
export interface Resource<R extends ResourceRow, V extends object, C, U, Q extends PageQuery> {
  readonly name: string;
  readonly domain: DomainDefinition;
  readonly table: ResourceTable;
  readonly schema: Schema<V>;
  readonly create: Type<C>;
  readonly update: Type<U>;
  readonly query: Type<Q>;
  readonly id: string;
  readonly fixed: Readonly<Record<string, unknown>>;
  readonly filters: readonly string[];
  readonly conditions: Readonly<Record<string, (value: Placeholder) => SQL>>;
  /** Fields of the list's sort key, in order. */
  readonly order: readonly string[];
  readonly newestFirst: boolean;
  readonly searched: readonly string[];
  /** `undefined`: every role that may read the domain sees the rows of its properties. */
  readonly audience: RowAudience | undefined;
  /** Undefined: the response is the row itself. */
  readonly toResponse: ((row: R) => V) | undefined;
  /**
   * Builds an event with the row as its payload.
   * @param eventType the full name, such as `TaskStatusChanged`
   * @throws Error when it would reach other people than those who see the row
   */
  event(eventType: string, row: R): DomainEvent;
  /** Builds the `<Name>Deleted` event of a row that is deleted or moves to another property. */
  deleted(row: R, deletedBy: string): DomainEvent;
}

/** A resource of any row type, for code that only reads its description. */
export type AnyResource = Resource<never, object, unknown, unknown, PageQuery>;

/**
 * Defines rows that clients can list, read, create, update and delete.
 * @param name singular: `task` raises `TaskCreated` and has the id `taskId`
 * @throws Error when the domain lacks one of the three events, or either `concerns` or the domain's audience is missing
 */
export function defineResource<
  T extends ResourceTable,
  V extends object,
  C extends Part<T['$inferSelect']>,
  U extends Part<T['$inferSelect']>,
  Q extends PageQuery,
>(name: string, options: ResourceOptions<T, V, C, U, Q>): Resource<RowOf<T>, V, C, U, Q> {
  const { domain, id = `${name}Id`, sortBy, toResponse, newestFirst = false } = options;
  const named = nameOf(name);
  for (const event of ['Created', 'Updated', 'Deleted'].map((happened) => `${named}${happened}`)) {
    if (!(event in domain.events))
      throw new Error(`the domain ${domain.name} has no event ${event}: add its payload schema`);
  }
  const { table, schema, create, update, query, fixed = {}, filters = [], conditions = {} } = options;
  const searched = options.searched ?? searchedFields(schema).filter((field) => field in getTableColumns(table));
  const audience = audienceOf(name, domain, options.concerns);
  const about = <P>({ orgId, propertyId }: RowOf<T>, payload: P) => ({
    orgId,
    ...(propertyId !== undefined && { propertyId }),
    payload,
  });
  const raised = (row: RowOf<T>, eventType: string, payload: unknown): DomainEvent => {
    const event = domain.event(eventType, about(row, payload));
    if (audience) requireAudience(domain, event, concernedBy(audience, row));
    return event;
  };
  return {
    ...{ name, domain, table, schema, create, update, query, id, filters, newestFirst, searched, audience },
    toResponse,
    fixed,
    conditions: conditions as Readonly<Record<string, (value: Placeholder) => SQL>>,
    order: sortBy === undefined ? [id] : [sortBy, id],
    event: (eventType, row) => raised(row, eventType, toResponse ? toResponse(row) : row),
    deleted: (row, deletedBy) => {
      const values = row as Readonly<Record<string, unknown>>;
      const concerned = Object.fromEntries((audience?.concerns ?? []).map((field) => [field, values[field]]));
      const payload = { [`${name}Id`]: values[id], version: row.version + 1, deletedBy, ...concerned };
      return raised(row, `${named}Deleted`, payload);
    },
  };
}

/** @throws Error when only one of both is there: rows and events would be shown to different people */
function audienceOf(name: string, domain: DomainDefinition, concerns: readonly string[] = []): RowAudience | undefined {
  if (domain.audience && concerns.length === 0) {
    throw new Error(
      `the domain ${domain.name} has an audience: name in \`concerns\` the fields of a ${name} with the people whom it concerns`,
    );
  }
  if (!domain.audience && concerns.length > 0)
    throw new Error(`the domain ${domain.name} has no audience: the events of a ${name} would reach others as well`);
  return domain.audience && { concerns, all: domain.audience.all };
}

/** The policy reads the event, and statements read the row: both must name the same people. */
function requireAudience(
  { name, audience }: DomainDefinition,
  { eventType, event }: DomainEvent,
  people: readonly string[],
) {
  const envelope = { ...event, domain: name, eventType, eventId: '', timestamp: 0 };
  const reached = new Set(audience?.of(envelope));
  if (reached.size !== new Set(people).size || people.some((userId) => !reached.has(userId)))
    throw new Error(
      `${eventType} would reach other people than those whom its row concerns: see the audience of ${name}`,
    );
}

/** `task` → `Task`. */
export const nameOf = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
