import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@bellhop/realtime';
import { isUUID } from 'class-validator';
import { and, eq, inArray } from 'drizzle-orm';
import { Database, type Tx } from '../database/database.js';
import { notFound } from '../http/problem.js';
import { dayIn } from '../time/calendar.js';
import { CLOCK } from '../time/clock.js';
import { properties } from './tenancy.schema.js';
import { isVisible, type Scope } from './visible.js';

/** What every domain may ask about properties without knowing the properties domain. */
@Injectable()
export class PropertyDirectory {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The ids of the properties the reader may see, in the order they were added. */
  async visibleIds(scope: Scope): Promise<readonly string[]> {
    const rows = await this.database.db
      .select({ propertyId: properties.propertyId })
      .from(properties)
      .where(and(eq(properties.orgId, scope.orgId), isVisible(scope, properties.propertyId)))
      .orderBy(properties.propertyId);
    return rows.map(({ propertyId }) => propertyId);
  }

  /** Those of `propertyIds` that are the org's. */
  async ownedBy(orgId: string, propertyIds: readonly string[]): Promise<ReadonlySet<string>> {
    const ids = propertyIds.filter((id) => isUUID(id));
    if (ids.length === 0) return new Set();
    const rows = await this.database.db
      .select({ propertyId: properties.propertyId })
      .from(properties)
      .where(and(eq(properties.orgId, orgId), inArray(properties.propertyId, ids)));
    return new Set(rows.map(({ propertyId }) => propertyId));
  }

  async sees(scope: Scope, propertyId: string): Promise<boolean> {
    if (!isUUID(propertyId)) return false;
    const [row] = await this.database.db
      .select({ propertyId: properties.propertyId })
      .from(properties)
      .where(this.isOne(scope, propertyId));
    return row !== undefined;
  }

  /** @throws ProblemException `not_found` when a filter names a property the reader may not see */
  async requireVisible(scope: Scope, propertyId: string | undefined): Promise<void> {
    if (propertyId !== undefined && !(await this.sees(scope, propertyId))) throw notFound('property');
  }

  /**
   * Keeps a property from being deleted until `tx` ends, for a row that is about to refer to it.
   * @returns the day it is there now
   * @throws ProblemException `not_found` when the writer may not see it
   */
  async hold(tx: Tx, scope: Scope, propertyId: string): Promise<{ readonly today: string }> {
    const [row] = await tx.db
      .select({ timezone: properties.timezone })
      .from(properties)
      .where(this.isOne(scope, propertyId))
      .for('key share');
    if (!row) throw notFound('property');
    return { today: dayIn(row.timezone, this.clock.now()) };
  }

  /**
   * Keeps several properties from being deleted until `tx` ends.
   * @throws ProblemException `not_found` when there is one among them that the writer may not see
   */
  async holdAll(tx: Tx, scope: Scope, propertyIds: readonly string[]): Promise<void> {
    const ids = new Set(propertyIds.map((id) => id.toLowerCase()));
    if (ids.size === 0) return;
    const held = await tx.db
      .select({ propertyId: properties.propertyId })
      .from(properties)
      .where(
        and(
          eq(properties.orgId, scope.orgId),
          inArray(properties.propertyId, [...ids]),
          isVisible(scope, properties.propertyId),
        ),
      )
      .orderBy(properties.propertyId)
      .for('key share');
    if (held.length < ids.size) throw notFound('property');
  }

  /** The visible properties by the day it is there now: around midnight a group has more than one today. */
  async byToday(scope: Scope, propertyId?: string): Promise<ReadonlyMap<string, readonly string[]>> {
    const rows = await this.database.db
      .select({ propertyId: properties.propertyId, timezone: properties.timezone })
      .from(properties)
      .where(
        and(
          eq(properties.orgId, scope.orgId),
          isVisible(scope, properties.propertyId),
          propertyId === undefined ? undefined : eq(properties.propertyId, propertyId),
        ),
      );
    const byToday = new Map<string, string[]>();
    for (const row of rows) {
      const today = dayIn(row.timezone, this.clock.now());
      const those = byToday.get(today);
      if (those) those.push(row.propertyId);
      else byToday.set(today, [row.propertyId]);
    }
    return byToday;
  }

  private isOne(scope: Scope, propertyId: string) {
    return and(
      eq(properties.orgId, scope.orgId),
      eq(properties.propertyId, propertyId),
      isVisible(scope, properties.propertyId),
    );
  }
}
