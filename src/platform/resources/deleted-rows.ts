import { Injectable, type OnModuleInit } from '@nestjs/common';
import { and, eq, gte, lt, sql } from 'drizzle-orm';
import type { Principal } from '../access/principal.js';
import { Database, type Tx } from '../database/database.js';
import { insertRow, type RowWrite } from '../database/row-writes.js';
import { Schedule } from '../schedule/schedule.js';
import { deletedRows } from './deleted-rows.schema.js';

const MINUTE_MS = 60_000;
/** How long a deletion can be taken back. The dashboard offers it for ten seconds; a slow network may need longer. */
const KEPT_MS = 10 * MINUTE_MS;

export type DeletedRow = typeof deletedRows.$inferSelect;

/** Keeps a row that is being deleted; part of the statement that deletes it. */
export function keepDeleted(
  principal: Principal,
  resource: string,
  rowId: string,
  row: { readonly version: number },
  now: number,
): RowWrite {
  const { orgId, userId: deletedBy } = principal;
  const deletedAt = new Date(now);
  return insertRow(deletedRows, { orgId, resource, rowId, deletedBy, deletedAt, content: row, version: row.version });
}

/** Returns a row that the user deleted a short while ago. */
export async function findDeleted(
  on: Database | Tx,
  { orgId, userId }: Principal,
  resource: string,
  rowId: string,
  now: number,
): Promise<DeletedRow | undefined> {
  const [row] = await on.db
    .select()
    .from(deletedRows)
    .where(
      and(
        eq(deletedRows.orgId, orgId),
        eq(deletedRows.resource, resource),
        eq(deletedRows.rowId, rowId),
        eq(deletedRows.deletedBy, userId),
        gte(deletedRows.deletedAt, new Date(now - KEPT_MS)),
      ),
    );
  return row;
}

/** Every ten minutes, erases rows that can no longer be taken back: deleted is deleted. */
@Injectable()
export class DeletedRowsCleanup implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly schedule: Schedule,
  ) {}

  onModuleInit(): void {
    this.schedule.add({ name: 'deleted-rows', periodMs: KEPT_MS, run: () => this.erase() });
  }

  async erase(): Promise<void> {
    await this.database.db.delete(deletedRows).where(lt(deletedRows.deletedAt, sql`now() - interval '10 minutes'`));
  }
}
