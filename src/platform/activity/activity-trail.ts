import type { ActivityEntry } from '@bellhop/hotel';
import type { Page } from '@bellhop/protocol';
import { Injectable } from '@nestjs/common';
import { and, desc, eq, gte, inArray, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import type { Principal } from '../access/principal.js';
import { Database } from '../database/database.js';
import { hasWords, linesOf } from '../database/text-search.js';
import { Keyset } from '../http/paging.js';
import { PropertyDirectory } from '../tenancy/property-directory.js';
import type { Reader } from '../tenancy/row-audience.js';
import { isVisible } from '../tenancy/visible.js';
import { ActivityLog, type ReadableKinds } from './activity-log.js';
import type { ActivityQuery } from './activity.query.js';
import { activity } from './activity.schema.js';

const keyset = new Keyset(['instant', 'uuid']);

/** Reads the entries of {@link ActivityLog}: those of rows that the reader may see, by role, property and audience. */
@Injectable()
export class ActivityTrail {
  constructor(
    private readonly database: Database,
    private readonly log: ActivityLog,
    private readonly properties: PropertyDirectory,
  ) {}

  /**
   * Newest first.
   * @throws ProblemException `not_found` for a property that the reader may not see
   */
  async list(principal: Principal, { limit, after, ...filter }: ActivityQuery): Promise<Page<ActivityEntry>> {
    const last = keyset.read(after);
    await this.properties.requireVisible(principal, filter.propertyId);
    const kinds = this.log.readableBy(principal);
    const isAskedFor = (kind: string): boolean => kind === (filter.resource ?? kind);
    const [shared, personal] = [kinds.shared.filter(isAskedFor), kinds.personal.filter(isAskedFor)];
    if (shared.length + personal.length === 0) return { items: [], next: null };
    const rows = await this.database.db
      .select()
      .from(activity)
      .where(
        and(
          eq(activity.orgId, principal.orgId),
          isReadable(principal, { shared, personal }),
          ...fits(filter),
          last && sql`(${activity.at}, ${activity.activityId}) < (${last[0]}::timestamptz, ${last[1]}::uuid)`,
        ),
      )
      .orderBy(desc(activity.at), desc(activity.activityId))
      .limit(limit + 1);
    return keyset.page(rows, limit, ({ at, activityId }) => [at, activityId], toResponse);
  }
}

function isReadable(reader: Reader, { shared, personal }: ReadableKinds): SQL | undefined {
  const visible = isVisible(reader, activity.propertyId);
  // Rows of the whole org belong to no property.
  const isVisibleHere = visible && or(isNull(activity.propertyId), visible);
  const concernsReader = sql`${activity.concerns} @> array[${reader.userId}::uuid]`;
  return or(
    shared.length > 0 ? and(inArray(activity.resource, [...shared]), isVisibleHere) : undefined,
    personal.length > 0 ? and(inArray(activity.resource, [...personal]), concernsReader) : undefined,
  );
}

type Filter = Omit<ActivityQuery, 'limit' | 'after'>;

const fits = ({ rowId, actorId, propertyId, from, to, q }: Filter): readonly (SQL | undefined)[] => [
  rowId === undefined ? undefined : eq(activity.rowId, rowId),
  actorId === undefined ? undefined : eq(activity.actorId, actorId),
  propertyId === undefined ? undefined : eq(activity.propertyId, propertyId),
  from === undefined ? undefined : gte(activity.at, from),
  to === undefined ? undefined : lt(activity.at, to),
  q === undefined ? undefined : hasWords(TEXTS, q),
];

/** The row's name, and every value before and after. */
const TEXTS = linesOf(
  activity.title,
  sql`(select string_agg(${linesOf(sql`change ->> 'before'`, sql`change ->> 'after'`)}, chr(10))
    from jsonb_array_elements(${activity.changes}) as change)`,
);

const toResponse = ({ orgId: _, concerns: __, ...entry }: typeof activity.$inferSelect): ActivityEntry => entry;
