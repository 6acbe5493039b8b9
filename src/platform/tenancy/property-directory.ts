import { dayIn } from '@bellhop/hotel';
import { Inject, Injectable } from '@nestjs/common';
import { type Clock, type CacheSource, OrgCache } from '@bellhop/realtime';
import { isUUID } from 'class-validator';
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Tx } from '../database/database.js';
import type { Requirement } from '../database/requirement.js';
import { QueryTemplate } from '../database/template.js';
import { invalidField, notFound } from '../http/problem.js';
import { CLOCK } from '../time/clock.js';
import { PropertySource } from './property-source.js';
import { propertyKeys } from './row-keys.js';
import { isVisible, maySee, type Scope } from './visible.js';

const EXISTS = new QueryTemplate<'orgId' | 'propertyId'>(
  (value) =>
    sql`select from ${propertyKeys} where ${and(
      eq(propertyKeys.orgId, value('orgId')),
      eq(propertyKeys.propertyId, value('propertyId')),
    )}`,
);

const IS_IN_USE = new QueryTemplate<'orgId' | 'propertyId'>(
  (value) =>
    sql`select from ${propertyKeys} where ${and(
      eq(propertyKeys.orgId, value('orgId')),
      eq(propertyKeys.propertyId, value('propertyId')),
      sql`archived_at is null`,
    )}`,
);

/** The time zones of one org's properties by their ids, in the order they were added. */
type Timezones = ReadonlyMap<string, string>;

/** Questions that any domain may ask about properties, without depending on the properties domain. Cached unless it locks. */
@Injectable()
export class PropertyDirectory {
  readonly #ofOrg: CacheSource<Timezones> = {
    load: (orgId) => this.source.timezones(orgId),
    isInvalidatedBy: ({ domain }) => domain === 'properties',
  };

  constructor(
    private readonly source: PropertySource,
    private readonly memory: OrgCache,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Returns the ids of the properties that the caller may see, in the order they were added. */
  async visibleIds(scope: Scope): Promise<readonly string[]> {
    const timezones = await this.memory.get(scope.orgId, this.#ofOrg);
    return [...timezones.keys()].filter((propertyId) => maySee(scope, propertyId));
  }

  /** Returns those of `propertyIds` that belong to the org. */
  async ownedBy(orgId: string, propertyIds: readonly string[]): Promise<ReadonlySet<string>> {
    const ids = propertyIds.filter((id) => isUUID(id));
    if (ids.length === 0) return new Set();
    const timezones = await this.#including(orgId, ids);
    return new Set(ids.filter((id) => timezones.has(id)));
  }

  async sees(scope: Scope, propertyId: string): Promise<boolean> {
    return (await this.#timezoneOf(scope, propertyId)) !== undefined;
  }

  /** @throws ProblemException `not_found` when a filter names a property that the caller may not see */
  async requireVisible(scope: Scope, propertyId: string | undefined): Promise<void> {
    if (propertyId !== undefined && !(await this.sees(scope, propertyId))) throw notFound('property');
  }

  /** Requires that the caller may see the property, and that it exists when the row that refers to it is committed. */
  visible(scope: Scope, propertyId: string): Requirement {
    const otherwise = () => notFound('property');
    if (!maySee(scope, propertyId)) throw otherwise();
    return { template: EXISTS, params: EXISTS.fill({ orgId: scope.orgId, propertyId }), otherwise };
  }

  /** Requires what {@link visible} does, and that the property is not archived, to add a row to it. */
  takesRows(scope: Scope, propertyId: string): readonly Requirement[] {
    const isInUse = {
      template: IS_IN_USE,
      params: IS_IN_USE.fill({ orgId: scope.orgId, propertyId }),
      otherwise: () => invalidField('propertyId', 'is archived and takes no new rows', 'archivedProperty'),
    };
    return [this.visible(scope, propertyId), isInUse];
  }

  /**
   * Returns the current day at a property.
   * @throws ProblemException `not_found` when the caller may not see it
   */
  async today(scope: Scope, propertyId: string): Promise<string> {
    const timezone = await this.#timezoneOf(scope, propertyId);
    if (timezone === undefined) throw notFound('property');
    return dayIn(timezone, this.clock.now());
  }

  /**
   * Prevents the deletion of properties until `tx` ends.
   * @throws ProblemException `not_found` when the caller may not see one of them
   */
  async holdAll(tx: Tx, scope: Scope, propertyIds: readonly string[]): Promise<void> {
    const ids = new Set(propertyIds.map((id) => id.toLowerCase()));
    if (ids.size === 0) return;
    const held = await tx.db
      .select({ propertyId: propertyKeys.propertyId })
      .from(propertyKeys)
      .where(
        and(
          eq(propertyKeys.orgId, scope.orgId),
          inArray(propertyKeys.propertyId, [...ids]),
          isVisible(scope, propertyKeys.propertyId),
        ),
      )
      .orderBy(propertyKeys.propertyId)
      .for('key share');
    if (held.length < ids.size) throw notFound('property');
  }

  /** Returns the visible properties by their current day; around midnight an org's properties have different ones. */
  async byToday(scope: Scope, propertyId?: string): Promise<ReadonlyMap<string, readonly string[]>> {
    const asked = propertyId?.toLowerCase();
    const byToday = new Map<string, string[]>();
    // Read once: properties of one time zone have the same day, also at their midnight.
    const now = this.clock.now();
    for (const [id, timezone] of await this.memory.get(scope.orgId, this.#ofOrg)) {
      if (!maySee(scope, id) || (asked !== undefined && id !== asked)) continue;
      const today = dayIn(timezone, now);
      const those = byToday.get(today);
      if (those) those.push(id);
      else byToday.set(today, [id]);
    }
    return byToday;
  }

  /** Returns `undefined` if the caller may not see the property. */
  async #timezoneOf(scope: Scope, propertyId: string): Promise<string | undefined> {
    if (!isUUID(propertyId)) return undefined;
    const id = propertyId.toLowerCase();
    return maySee(scope, id) ? (await this.#including(scope.orgId, [id])).get(id) : undefined;
  }

  /** The org's properties; those of `ids` that are not known may have been added elsewhere a moment ago. */
  async #including(orgId: string, ids: readonly string[]): Promise<Timezones> {
    const timezones = await this.memory.get(orgId, this.#ofOrg);
    return ids.every((id) => timezones.has(id)) ? timezones : this.memory.get(orgId, this.#ofOrg, { now: true });
  }
}
