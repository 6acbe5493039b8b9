import { Injectable } from '@nestjs/common';
import { and, eq, inArray, ne, sql } from 'drizzle-orm';
import { Database, type Tx } from '../database/database.js';
import { exactlyOne } from '../database/exactly-one.js';
import type { Requirement } from '../database/requirement.js';
import { insertRow, type RowWrite } from '../database/row-writes.js';
import { QueryTemplate } from '../database/template.js';
import { conflict } from '../http/problem.js';
import { sampleRows } from './onboarding.schema.js';

export type SampleMark = typeof sampleRows.$inferSelect;

const PROPERTY = 'property';

const IS_OPEN = new QueryTemplate<'orgId' | 'rowId'>(
  (value) =>
    sql`select from ${sampleRows} where ${and(
      eq(sampleRows.orgId, value('orgId')),
      eq(sampleRows.rowId, value('rowId')),
      eq(sampleRows.kind, PROPERTY),
    )}`,
);

/** Remembers which rows are sample data. */
@Injectable()
export class SampleMarks {
  constructor(private readonly database: Database) {}

  /** Returns the number of marked rows; null without sample data. */
  async count(orgId: string): Promise<number | null> {
    const rows = await this.database.db
      .select({
        marks: sql`count(*)`.mapWith(Number),
        rows: sql`count(*) filter (where ${ne(sampleRows.kind, PROPERTY)})`.mapWith(Number),
      })
      .from(sampleRows)
      .where(eq(sampleRows.orgId, orgId));
    const { marks, rows: count } = exactlyOne(rows);
    return marks === 0 ? null : count;
  }

  /** Opens a property for sample rows: of two requests at once, one fails with a unique violation. */
  open(orgId: string, propertyId: string): RowWrite {
    return this.mark({ orgId, rowId: propertyId, kind: PROPERTY, version: 1 });
  }

  /** Requires that nobody has begun to remove the sample rows. */
  isOpen(orgId: string, propertyId: string): Requirement {
    return {
      template: IS_OPEN,
      params: IS_OPEN.fill({ orgId, rowId: propertyId }),
      otherwise: () => conflict('sampleBeingRemoved', 'The sample data is being removed.'),
    };
  }

  mark(row: SampleMark): RowWrite {
    return insertRow(sampleRows, row);
  }

  async close({ db }: Tx, orgId: string): Promise<void> {
    await db.delete(sampleRows).where(and(eq(sampleRows.orgId, orgId), eq(sampleRows.kind, PROPERTY)));
  }

  async next(orgId: string, limit: number): Promise<readonly SampleMark[]> {
    return this.database.db
      .select()
      .from(sampleRows)
      .where(and(eq(sampleRows.orgId, orgId), ne(sampleRows.kind, PROPERTY)))
      .orderBy(sampleRows.rowId)
      .limit(limit);
  }

  async forget({ db }: Tx, orgId: string, rowIds: readonly string[]): Promise<void> {
    await db.delete(sampleRows).where(and(eq(sampleRows.orgId, orgId), inArray(sampleRows.rowId, [...rowIds])));
  }
}
